using Telemetry.AppHost;
using Telemetry.AppHost.Servers;

var builder = HostBuilder.Create(args);

var telemetry = builder.AddPostgres("postgres").WithDataVolume().RunAsProcess().AddDatabase("telemetry");
var messaging = builder.AddRabbitMQ("messaging").WithDataVolume().RunAsProcess();
var cache = builder.AddRedis("cache").WithoutHttpsCertificate().RunAsProcess();
var mails = builder.AddMailSink();

var ingestion = builder.AddService<Projects.Ingestion>("ingestion")
    .WithReference(telemetry).WaitFor(telemetry)
    .WithReference(messaging).WaitFor(messaging);

// Nothing waits for the cache or for another service: everything works without them, slower or in part.
var aggregation = builder.AddService<Projects.Aggregation>("aggregation")
    .WithMailSink(mails)
    .WithReference(telemetry).WaitFor(telemetry)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(cache)
    .WithReference(ingestion);

var notifications = builder.AddService<Projects.Notifications>("notifications")
    .WithMailSink(mails)
    .WithReference(telemetry).WaitFor(telemetry)
    .WithReference(messaging).WaitFor(messaging);

var dashboard = builder.AddService<Projects.Dashboard>("dashboard")
    .WithReference(ingestion)
    .WithReference(aggregation)
    .WithReference(notifications);

var gateway = builder.AddService<Projects.Gateway>("gateway", port: builder.Settings().GatewayPort)
    .WithExternalHttpEndpoints()
    .WithReference(cache)
    .WithReference(ingestion)
    .WithReference(aggregation)
    .WithReference(notifications)
    .WithReference(dashboard)
    .WithUrlForEndpoint("http", _ => new() { Url = "/dashboard", DisplayText = "Dashboard" })
    .WithUrlForEndpoint("http", _ => new() { Url = "/openapi", DisplayText = "API description" });

builder.AnnounceWhenReady(gateway);
builder.Build().Run();
