using Telemetry.Notifications;
using Telemetry.Notifications.Alerts;
using Telemetry.Notifications.Channels;
using Telemetry.Notifications.Deliveries;
using Telemetry.Notifications.Maintenance;
using Telemetry.Notifications.Reads;
using Telemetry.Notifications.Settings;
using Telemetry.ServiceDefaults;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Api;
using Telemetry.ServiceDefaults.Settings;

var builder = WebApplication.CreateBuilder(args).AddServiceDefaults();
var settings = builder.AddSettings<NotificationsSettings>();

builder.AddDatabase();
builder.AddAdminAccess(settings.Access);
builder.AddChannels();
builder.AddDeliveries();
builder.AddAlerts();
builder.AddMaintenance();

var app = builder.Build();
app.MapDeliveries();
app.MapApiDescription();
app.MapDefaultEndpoints();
app.Run();
