using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Engine;

/// <summary>Whether there is a dashboard, where, and its keys, which belong to this AppHost alone.</summary>
/// <param name="configuration">The AppHost's. What is wrong in it is said by <see cref="Allocate"/>.</param>
/// <param name="isTest">Then it is off by default, and has free ports.</param>
internal sealed class DashboardSettings(IConfiguration configuration, bool isTest)
{
    /// <summary>Whether to start it; it is not part of a test unless the test says so.</summary>
    public const string Switch = "DEVELOPER_DASHBOARD";

    /// <summary>The address of its pages.</summary>
    public const string PagesKey = "ASPNETCORE_URLS";

    /// <summary>The address of its receiver.</summary>
    public const string OtlpKey = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    private const string TokenKey = "ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN";
    private const string ApiKeyKey = "AppHost:OtlpApiKey";
    private const int PagesPort = 18888;
    private const int OtlpPort = 18890;

    /// <summary>How often exporters send, for somebody who waits for it.</summary>
    public static IReadOnlyDictionary<string, string> Pace { get; } = new Dictionary<string, string>
    {
        ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "2000",
    };

    /// <summary>There is one.</summary>
    public bool IsOn { get; } = configuration[Switch] is { Length: > 0 } told ? bool.TryParse(told, out var isTrue) && isTrue : !isTest;

    /// <summary>Who knows it may see everything.</summary>
    public string Token { get; } = configuration[TokenKey] is { Length: > 0 } told ? told : NewKey();

    /// <summary>Who knows it may send.</summary>
    public string ApiKey { get; } = configuration[ApiKeyKey] is { Length: > 0 } told ? told : NewKey();

    /// <summary>The address of its pages.</summary>
    public string PagesUrl { get; private set; } = "";

    /// <summary>The address of its receiver.</summary>
    public string OtlpUrl { get; private set; } = "";

    /// <summary>What is not to be told.</summary>
    public IReadOnlyList<string> Secrets => [Token, ApiKey];

    /// <summary>What exporters have to know.</summary>
    public IReadOnlyDictionary<string, string> Export => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = OtlpUrl,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={ApiKey}",
    };

    /// <summary>Takes the ports: those that are set, else the usual ones, or free ones if another AppHost has those.</summary>
    /// <exception cref="DistributedApplicationException">A setting is wrong, or its port in use; the message names it.</exception>
    public void Allocate(Ports ports)
    {
        if (configuration[Switch] is { Length: > 0 } told && !bool.TryParse(told, out _))
            throw new DistributedApplicationException($"{Switch}: '{told}' is neither true nor false.");
        if (!IsOn)
            return;

        PagesUrl = $"http://localhost:{Choose(PagesKey, PagesPort, ports)}";
        OtlpUrl = $"http://localhost:{Choose(OtlpKey, OtlpPort, ports)}";
    }

    private static string NewKey() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private int Choose(string key, int usual, Ports ports)
    {
        if (configuration[key] is not { Length: > 0 } told)
            return isTest ? ports.Free() : ports.FreeOr(usual);

        // The first address without TLS.
        var url = told.Split(';').Select(u => Uri.TryCreate(u, UriKind.Absolute, out var uri) ? uri : null).FirstOrDefault(u => u?.Scheme == Uri.UriSchemeHttp);
        if (url is not { IsLoopback: true })
            throw new DistributedApplicationException($"{key}: the developer dashboard listens on loopback only, such as http://localhost:{usual}; '{told}' is not.");
        if (!Ports.IsFree(url.Port))
            throw new DistributedApplicationException($"developer-dashboard: port {url.Port} is in use by another program (set {key} to another).");
        return url.Port;
    }
}
