using Telemetry.Aggregation.Access;
using Telemetry.Aggregation.Accounts;
using Telemetry.Aggregation.Alerts;
using Telemetry.Aggregation.Badges;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Intake;
using Telemetry.Aggregation.Maintenance;
using Telemetry.Aggregation.Observability;
using Telemetry.Aggregation.Quarantine;
using Telemetry.Aggregation.Reads.Applications;
using Telemetry.Aggregation.Reads.Metrics;
using Telemetry.Aggregation.Reads.Runs;
using Telemetry.Aggregation.Reads.Starts;
using Telemetry.Aggregation.Settings;
using Telemetry.Aggregation.Stars;
using Telemetry.ServiceDefaults;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Settings;

var builder = WebApplication.CreateBuilder(args).AddServiceDefaults();
var settings = builder.AddSettings<AggregationSettings>();

builder.AddDatabase();
builder.Services.AddSingleton<AggregationMetrics>();
builder.AddResponseCache();

builder.AddAdminAccess(settings.Access);
builder.AddAccounts();
builder.AddQuarantine();
builder.AddIntake();
builder.AddMaintenance();
builder.AddStars();
builder.AddAlerts();
builder.AddBadges();
builder.AddApplicationReads();
builder.AddMetricReads();
builder.AddRunReads();
builder.AddStartReads();

var app = builder.Build();
app.MapRoutes();
app.MapApiDescription();
app.MapDefaultEndpoints();
app.Run();
