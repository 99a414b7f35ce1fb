using Telemetry.Dashboard;
using Telemetry.Dashboard.Settings;
using Telemetry.ServiceDefaults;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Settings;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
var settings = builder.AddSettings<DashboardSettings>();

builder.AddServiceClients(settings.Access);

builder.AddAdminAccess(settings.Access);
builder.AddDashboardPages(settings);

var app = builder.Build();
app.MapDashboardPages();
app.MapDefaultEndpoints();
app.Run();
