namespace Aspire.Dashboard;

/// <summary>What the engine sets, under the names that the real dashboard has for it.</summary>
/// <param name="OtlpUrl"><c>ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL</c>: where exporters send to; null: to the pages' own address.</param>
/// <param name="Token"><c>Dashboard:Frontend:BrowserToken</c>: who knows it may see everything.</param>
/// <param name="OtlpKey"><c>Dashboard:Otlp:PrimaryApiKey</c>: who knows it may send.</param>
internal sealed record DashboardOptions(string? OtlpUrl, string Token, string OtlpKey)
{
    public static DashboardOptions Read(IConfiguration configuration) => new(
        configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"],
        Required(configuration, "Dashboard:Frontend:BrowserToken"),
        Required(configuration, "Dashboard:Otlp:PrimaryApiKey"));

    private static string Required(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{key} is not set.");
}
