using Telemetry.Ingestion.Endpoints;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Identity;
using Telemetry.Ingestion.Publishing;
using Telemetry.Ingestion.Settings;
using Telemetry.Ingestion.Signatures;
using Telemetry.ServiceDefaults;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Settings;

var builder = WebApplication.CreateBuilder(args).AddServiceDefaults();
var settings = builder.AddSettings<IngestionSettings>();

builder.AddReportPublishing();
builder.AddIdentity();
builder.AddSignatures();
builder.AddAdminAccess(settings.Access);
builder.AddDeadlines();

var app = builder.Build();
app.UseDeadlines();
app.MapWrites();
app.MapDefaultEndpoints();
app.Run();
