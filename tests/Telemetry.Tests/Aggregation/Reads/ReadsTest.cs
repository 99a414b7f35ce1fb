using System.Net.Http.Json;

namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>A host whose responses depend only on stored data: nothing is cached, and runs are never stuck.</summary>
public class ReadsHost(Servers servers) : RunHost(servers)
{
    protected override (string Name, string Value)[] Settings => [("CACHE_TTL_SECONDS", "0"), ("STUCK_AFTER_HOURS", "8760")];
}

public sealed class PublicReadsHost(Servers servers) : ReadsHost(servers)
{
    protected override (string Name, string Value)[] Settings => [.. base.Settings, ("PUBLIC_DASHBOARD", "true")];
}

public abstract class ReadsTest<THost>(THost host) : AggregationTest<THost>(host)
    where THost : AggregationHost
{
    protected async Task<HttpResponseMessage> GetAsync(string path, bool admin = true, string? accept = null)
    {
        using var client = App.CreateClient();
        if (admin)
            client.DefaultRequestHeaders.Authorization = new("Bearer", AggregationApp.Password);
        if (accept is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        return await client.GetAsync(path);
    }

    protected async Task<JsonElement> GetJsonAsync(string path, bool admin = true)
    {
        var response = await GetAsync(path, admin);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>JSON without white space.</summary>
    protected static string Text(JsonElement json) => JsonSerializer.Serialize(json);
}
