using System.Net.Http.Json;
using System.Text.Json;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>A test of answers about runs and starts. Past the cache, which other tests are about.</summary>
public abstract class ReadsTest(Servers servers) : AggregationFixture(servers)
{
    /// <summary>PUBLIC_DASHBOARD.</summary>
    protected virtual bool IsPublic => false;

    /// <summary>Of the service, besides.</summary>
    protected virtual IEnumerable<(string Name, string Value)> MoreSettings => [];

    protected override AggregationApp NewApp(string database) => new(
        database,
        Servers.RabbitMq,
        Servers.Redis,
        settings: [("CACHE_TTL_SECONDS", "0"), ("PUBLIC_DASHBOARD", IsPublic ? "true" : "false"), .. MoreSettings]);

    /// <summary>Asks.</summary>
    /// <param name="path">From the root, with its query.</param>
    /// <param name="admin">Whether as the admin.</param>
    /// <param name="accept">The Accept header.</param>
    protected async Task<HttpResponseMessage> AskAsync(string path, bool admin = true, string? accept = null)
    {
        using var client = App.CreateClient();
        if (admin)
            client.DefaultRequestHeaders.Authorization = new("Bearer", AggregationApp.Password);
        if (accept is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        return await client.GetAsync(path);
    }

    /// <summary>Asks for JSON, and gets it.</summary>
    protected async Task<JsonElement> JsonAsync(string path, bool admin = true)
    {
        var answer = await AskAsync(path, admin);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The JSON of a part of an answer, without white space.</summary>
    protected static string Text(JsonElement json) => JsonSerializer.Serialize(json);
}
