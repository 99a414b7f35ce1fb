using Aspire.Hosting;
using Telemetry.AppHost;
using Telemetry.ServiceDefaults.Settings;

const string Ready = "/health/ready";

var builder = DistributedApplication.CreateBuilder(args);
var settings = HostSettings.Read(builder.Configuration);
var adminPassword = builder.AddAdminPassword();

var telemetry = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("telemetry");
var messaging = builder.AddRabbitMQ("messaging").WithDataVolume();
var cache = builder.AddRedis("cache");
var mails = builder.AddMailSink();

var ingestion = builder.AddProject("ingestion", "../Ingestion/Ingestion.csproj", launchProfileName: null)
    .WithReplicas(settings.Replicas)
    .WithHttpEndpoint()
    .WithHttpHealthCheck(Ready)
    .WithSettings(adminPassword)
    .WithReference(telemetry).WaitFor(telemetry)
    .WithReference(messaging).WaitFor(messaging);

// Nothing waits for the cache: everything works, slower, without.
var aggregation = builder.AddProject("aggregation", "../Aggregation/Aggregation.csproj", launchProfileName: null)
    .WithReplicas(settings.Replicas)
    .WithHttpEndpoint()
    .WithHttpHealthCheck(Ready)
    .WithSettings(adminPassword)
    .WithMailSink(mails)
    .WithReference(telemetry).WaitFor(telemetry)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(cache)
    .WithReference(ingestion);

var notifications = builder.AddProject("notifications", "../Notifications/Notifications.csproj", launchProfileName: null)
    .WithReplicas(settings.Replicas)
    .WithHttpEndpoint()
    .WithHttpHealthCheck(Ready)
    .WithSettings(adminPassword)
    .WithMailSink(mails)
    .WithReference(telemetry).WaitFor(telemetry)
    .WithReference(messaging).WaitFor(messaging);

var dashboard = builder.AddProject("dashboard", "../Dashboard/Dashboard.csproj", launchProfileName: null)
    .WithReplicas(settings.Replicas)
    .WithHttpEndpoint()
    .WithHttpHealthCheck(Ready)
    .WithSettings(adminPassword)
    .WithReference(ingestion).WaitFor(ingestion)
    .WithReference(aggregation).WaitFor(aggregation)
    .WithReference(notifications).WaitFor(notifications);

var gateway = builder.AddProject("gateway", "../Gateway/Gateway.csproj", launchProfileName: null)
    .WithReplicas(settings.Replicas)
    .WithHttpEndpoint(port: settings.GatewayPort)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck(Ready)
    .WithSettings(adminPassword)
    .WithReference(cache)
    .WithReference(ingestion).WaitFor(ingestion)
    .WithReference(aggregation).WaitFor(aggregation)
    .WithReference(notifications).WaitFor(notifications)
    .WithReference(dashboard).WaitFor(dashboard);

builder.AnnounceWhenReady(gateway, adminPassword);
builder.Build().Run();
