using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Telemetry.Ingestion;

namespace Telemetry.Tests.Ingestion;

/// <summary>Ingestion, hosted in the process of the tests.</summary>
public sealed class IngestionApp(string database, string rabbitMq, string activation = "tofu") : WebApplicationFactory<IngestionMetrics>
{
    public const string Password = "correct horse battery staple";

    public TestClock Clock { get; } = new();

    public LoggedErrors Errors { get; } = new();

    public async Task<IngestionApp> StartAsync()
    {
        using var client = CreateClient();
        await Eventually.TrueAsync("ready", async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode);
        return this;
    }

    /// <summary>An instance that is not registered.</summary>
    public TestInstance NewInstance() => new(CreateClient(), Clock);

    /// <summary>An instance that is registered and pending.</summary>
    public async Task<TestInstance> RegisterInstanceAsync()
    {
        var instance = NewInstance();
        await Expect.AnswerAsync(201, """{"status":"ok","message":"Registered"}""", instance.RegisterAsync());
        return instance;
    }

    /// <summary>An instance that is registered and active.</summary>
    public async Task<TestInstance> ActivateInstanceAsync()
    {
        var instance = await RegisterInstanceAsync();
        await Expect.AnswerAsync(200, """{"status":"active","message":"Instance activated successfully"}""", instance.ActivateAsync());
        return instance;
    }

    public async Task<HttpResponseMessage> CommandAsync(HttpMethod method, string path)
    {
        using var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Password);
        return await client.SendAsync(new HttpRequestMessage(method, $"/api/v1/admin/instances/{path}"));
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:telemetry", database);
        builder.UseSetting("ConnectionStrings:messaging", rabbitMq);
        builder.UseSetting("ADMIN_PASSWORD", Password);
        builder.UseSetting("ACTIVATION", activation);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Errors));
        builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(Clock));
    }
}
