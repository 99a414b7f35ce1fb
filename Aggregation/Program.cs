using Telemetry.Aggregation.Accounts;
using Telemetry.Aggregation.Alerts;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Intake;
using Telemetry.Aggregation.Maintenance;
using Telemetry.Aggregation.Observability;
using Telemetry.Aggregation.Quarantine;
using Telemetry.Aggregation.Reads;
using Telemetry.Aggregation.Settings;
using Telemetry.Aggregation.Stars;
using Telemetry.ServiceDefaults;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Api;
using Telemetry.ServiceDefaults.Settings;

var builder = WebApplication.CreateBuilder(args).AddServiceDefaults();
var settings = builder.AddSettings<AggregationSettings>();

builder.AddDatabase();
builder.Services.AddSingleton<AggregationMetrics>();
builder.AddAnswerCache();

builder.AddAdminAccess(settings.Access);
builder.AddAccounts();
builder.AddQuarantine();
builder.AddIntake();
builder.AddMaintenance();
builder.AddStars();
builder.AddAlerts();

var app = builder.Build();
app.MapReadApi(settings.Access);
app.MapApiDescription();
app.MapDefaultEndpoints();
app.Run();
