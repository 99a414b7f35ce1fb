using System.Net.Http.Headers;

namespace Telemetry.Tests.Ingestion;

public static class Expect
{
    /// <summary>Expects exactly this status and body.</summary>
    public static async Task AnswerAsync(int status, string body, Task<HttpResponseMessage> answer)
    {
        using var response = await answer;
        Assert.Equal((status, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(body.StartsWith('{') ? "application/json" : "text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Expects 400 with a text that begins with the name of the field.</summary>
    public static async Task ErrorAsync(string field, Task<HttpResponseMessage> answer)
    {
        using var response = await answer;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(
            (int)response.StatusCode == 400 && text.StartsWith($"{field}: ", StringComparison.Ordinal),
            $"{(int)response.StatusCode} {text}");
    }

    /// <summary>Expects 503 with Retry-After.</summary>
    public static async Task UnavailableAsync(Task<HttpResponseMessage> answer)
    {
        using var response = await answer.WaitAsync(Eventually.Deadline);
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(new RetryConditionHeaderValue(TimeSpan.FromSeconds(5)), response.Headers.RetryAfter);
    }
}
