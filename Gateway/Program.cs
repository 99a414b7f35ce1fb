using Telemetry.Gateway;
using Telemetry.Gateway.Access;
using Telemetry.Gateway.Answers;
using Telemetry.Gateway.Proxy;
using Telemetry.Gateway.Requests;
using Telemetry.Gateway.Settings;
using Telemetry.Gateway.Sharing;
using Telemetry.ServiceDefaults;
using Telemetry.ServiceDefaults.Settings;

var builder = WebApplication.CreateBuilder(args).AddServiceDefaults();
var settings = builder.AddSettings<GatewaySettings>();
builder.AddRequestLimits(settings);
builder.AddGatewayAccess(settings.Access);
builder.AddSharing();
builder.AddProxy();
builder.AddOwnEndpoints();

var app = builder.Build();
app.UseForwardedHeaders();
app.UseAnswers();
app.UseRouting();
app.UseGatewayAccess();
app.UseRequestLimits();
app.MapProxy();
app.MapOwnEndpoints();
app.Run();
