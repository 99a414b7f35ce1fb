using Telemetry.Ingestion.Import;
using Telemetry.Ingestion.Instances;
using Telemetry.Ingestion.Queue;
using Telemetry.Ingestion.Runs;
using Telemetry.Ingestion.Snapshots;
using Telemetry.Ingestion.Starts;
using Telemetry.ServiceDefaults.Settings;

var builder = WebApplication.CreateBuilder(args).AddServiceDefaults();
builder.AddAdminAccess(builder.AddSettings<IngestionSettings>().Access);
builder.AddRequestDeadline();
builder.AddReportQueue();
builder.AddInstances();

var app = builder.Build();
app.UseRequestDeadline();
app.MapInstances();
app.MapSnapshots();
app.MapRuns();
app.MapStarts();
app.MapImport();
app.MapApiDescription();
app.MapDefaultEndpoints();
app.Run();
