using System.Net;
using System.Text;
using System.Text.Json;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>Spans of requests, and personal data that must not be stored or exported.</summary>
[Collection(PopulatedPlatform.Collection)]
public sealed class ObservationTests(PopulatedPlatform observed)
{
    // Addresses that no other test uses.
    private const string ClientAddress = "127.66.77.88";
    private const string ForwardedAddress = "203.0.113.177";

    private const string Application = "Quiet Observatory";
    private const string Script = "quiet-observatory-script";
    private const string RefusedBody = "quiet observatory refused";
    private const string Agent = "quiet-observatory-agent";

    // The log of a script contains addresses of its machine.
    private static readonly string[] PersonalAddresses =
    [
        ClientAddress, ForwardedAddress, "2001:db8:7766:88::99", "olga.observer@example.org",
    ];
    private static readonly string Log = $"curl: (7) failed, tried {string.Join("\n\ttried ", PersonalAddresses)}";

    private readonly Platform _platform = observed.Platform;

    [Fact]
    public async Task A_snapshot_has_one_trace_from_the_gateway_over_the_broker_to_the_SQL()
    {
        using var http = SignedInstance.ClientFrom("127.0.5.1", _platform.Gateway);
        using var instance = new SignedInstance(http);
        Assert.Equal(HttpStatusCode.Created, await instance.RegisterAsync("Traced"));
        Assert.Equal(HttpStatusCode.OK, await instance.ActivateAsync());
        // The instance is stored first, so that the snapshot is alone in its transaction.
        await Eventually.GetAsync(
            () => _platform.ReadAsync($"/api/v1/admin/instances/{instance.Id}"),
            found => found.ValueKind == JsonValueKind.Object && found.GetProperty("status").GetString() == "active",
            "the active instance");
        Assert.Equal(HttpStatusCode.Accepted, await instance.SendSnapshotAsync());

        var trace = await Eventually.GetAsync(
            () => Task.FromResult(TraceOf("POST /v1/snapshot")),
            // Services export independently. The trace is complete when no parent of a span is missing.
            spans => spans.Any(span => span.Name == "store reports")
                && spans.Any(span => span["db.system"] == "redis")
                && spans.All(span => span.ParentId.Length == 0 || spans.Any(other => other.SpanId == span.ParentId)),
            "a trace without gaps that ends in Aggregation's SQL");

        Assert.Equal(["aggregation", "gateway", "ingestion"], trace.Select(span => span.Service).Distinct().Order());
        Assert.Single(trace, span => span.ParentId.Length == 0);

        // Instrumentations follow different versions of OpenTelemetry's semantic conventions.
        Assert.All(trace.Where(span => span.Name == "POST /v1/snapshot"), request => Assert.Equal(
            ("POST", "/v1/snapshot", "202"),
            (request["http.request.method"], request["http.route"], request["http.response.status_code"])));
        var messages = trace.Where(span => span["messaging.operation"].Length > 0).ToList();
        Assert.Equal(["process", "receive", "send"], messages.Select(span => span["messaging.operation"]).Distinct().Order());
        Assert.Contains(messages, span => (span["messaging.operation"], span["messaging.system"]) == ("send", "rabbitmq"));
        Assert.Contains(
            messages, span => (span.Service, span["messaging.destination.name"]) == ("ingestion", "Telemetry.Contracts:ReportsAccepted"));
        Assert.Contains(trace, span => span["messaging.batch.message_count"] == "1");
        Assert.Contains(
            trace, span => (span.Service, span["db.system.name"], span.Name) == ("aggregation", "postgresql", "copy staged_snapshots"));
        Assert.Contains(
            trace, span => (span.Service, span["db.system"], span["db.statement"], span.Name) == ("aggregation", "redis", "SET", "SET"));
        Assert.All(
            observed.Receiver.Spans, span => Assert.All(span.Attributes, attribute => Assert.InRange(attribute.Value.Length, 0, 2_000)));
        Assert.DoesNotContain(
            observed.Receiver.Spans, span => span.ParentId.Length == 0 && (span["db.system.name"] + span["db.system"]).Length > 0);
        Assert.DoesNotContain(observed.Receiver.Spans, span => span["url.path"].StartsWith("/health/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_of_several_posts_has_its_own_trace_with_a_link_to_each_post()
    {
        using var http = SignedInstance.ClientFrom("127.0.5.2", _platform.Gateway);
        using var instance = new SignedInstance(http);
        Assert.Equal(HttpStatusCode.Created, await instance.RegisterAsync("Linked"));
        Assert.Equal(HttpStatusCode.OK, await instance.ActivateAsync());

        var before = observed.Receiver.Spans.Count;

        await Task.WhenAll(Enumerable.Range(0, 30).Select(users => instance.SendSnapshotAsync(users)));

        var batch = await Eventually.GetAsync(
            () => Task.FromResult(observed.Receiver.Spans
                .Skip(before)
                .Where(span => span.Name == "publish reports")
                .MaxBy(span => span.Links.Count)),
            batch => batch?.Links.Count > 1 && batch.Links.All(link => observed.Receiver.Spans.Any(span => span.SpanId == link)),
            "a batch and its linked posts");
        Assert.Equal($"{batch!.Links.Count}", batch["telemetry.group.size"]);
        Assert.All(
            batch.Links,
            link => Assert.Contains(
                observed.Receiver.Spans, span => (span.SpanId, span.Service, span.Name) == (link, "ingestion", "POST /v1/snapshot")));

        // If it is stored together with other messages, the trace of the storing has a link to it.
        await Eventually.HoldsAsync(
            () => observed.Receiver.Spans.Where(span => span.TraceId == batch.TraceId).Select(span => span.SpanId).ToHashSet() is var own
                && observed.Receiver.Spans.Any(span => span.Name == "store reports"
                    && (span.TraceId == batch.TraceId || span.Links.Any(own.Contains))),
            "the span of the storing in Aggregation");
    }

    [Fact]
    public async Task The_span_of_the_refusing_service_has_the_reason_of_the_refusal()
    {
        using var http = SignedInstance.ClientFrom("127.0.5.3", _platform.Gateway);
        using var stranger = new SignedInstance(http);

        Assert.Equal(HttpStatusCode.Forbidden, await stranger.SendSnapshotAsync());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await stranger.PostAsync("/v1/snapshot", new string(' ', 70_000)));

        await Eventually.HoldsAsync(
            () => Refused("ingestion") == ("instance", "403") && Refused("gateway") == ("size", "413"), "both reasons");

        (string Reason, string Status) Refused(string service) =>
            observed.Receiver.Spans.LastOrDefault(span =>
                span.Service == service && span["telemetry.refusal.reason"].Length > 0) is { } span
                ? (span["telemetry.refusal.reason"], span["http.response.status_code"])
                : ("", "");
    }

    [Fact]
    public async Task No_client_address_is_stored_logged_or_traced_for_any_response_status()
    {
        using var http = SignedInstance.ClientFrom(ClientAddress, _platform.Gateway);
        foreach (var header in new[] { "X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP", "baggage" })
            http.DefaultRequestHeaders.TryAddWithoutValidation(
                header, header is "Forwarded" or "baggage" ? $"for={ForwardedAddress}" : ForwardedAddress);
        http.DefaultRequestHeaders.UserAgent.ParseAdd(Agent);
        using var instance = new SignedInstance(http);
        using var stranger = new SignedInstance(http);
        var run =
            $$"""
            {"random_id":"r","execution_id":"{{Guid.NewGuid()}}","type":"lxc","nsapp":"{{Script}}","status":"failed","exit_code":7,
             "error":"{{Log}}"}
            """;
        var start =
            $$"""
            {"instance_id":"{{Guid.NewGuid()}}","image_version":"1","architecture":"x","container_runtime":"","startup_time_ms":1,
             "db_type":"d","telemetry_version":"1"}
            """;

        var responses = new HashSet<HttpStatusCode>
        {
            await instance.RegisterAsync(Application),
            await instance.ActivateAsync(),
            await instance.SendSnapshotAsync(),
            await instance.PostAsync("/v1/snapshot", "no json"),
            await instance.PostAsync("/v1/snapshot", "{}", signature: ""),
            await instance.PostAsync("/v1/snapshot", new string(' ', 70_000)),
            await stranger.SendSnapshotAsync(),
            await PostAsync(http, "/telemetry", run),
            await PostAsync(http, "/", run),
            await PostAsync(http, "/telemetry", $"{RefusedBody}: {Log}"),
            await PostAsync(http, "/telemetry", new string(' ', 300_000)),
            await PostAsync(http, "/collect", start),
            await PostAsync(http, "/collect", $"{RefusedBody}: {Log}"),
            await PostAsync(
                http,
                "/collect",
                start.Replace("\"architecture\":\"x\"", $"\"architecture\":[\"{ClientAddress}\"]", StringComparison.Ordinal)),
            await StatusAsync(http.GetAsync(new Uri("/v1/snapshot", UriKind.Relative))),
            await StatusAsync(http.GetAsync(new Uri("/nowhere", UriKind.Relative))),
            await StatusAsync(http.GetAsync(new Uri("/api/v1/admin/stats", UriKind.Relative))),
        };

        // Five wrong passwords lock the address out (429). NoAddressTests of the gateway covers the 429 of the rate limit.
        for (var i = 0; i < 6; i++)
        {
            using var guess = new HttpRequestMessage(HttpMethod.Get, "/api/v1/admin/stats");
            guess.Headers.Authorization = new("Bearer", $"guess {i}");
            responses.Add(await StatusAsync(http.SendAsync(guess)));
        }

        Assert.Equal(
            [200, 201, 202, 400, 401, 403, 404, 405, 413, 429],
            responses.Select(response => (int)response).Order());

        // The same search finds other texts of the same posts, so it searches the right places.
        foreach (var text in new[] { Application, Script, RefusedBody })
            await Eventually.HoldsAsync(() => FilesWith(_platform.DataDirectory, text).Count > 0, $"\"{text}\" in the data");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http.GetAsync(new Uri("/last-of-all", UriKind.Relative))));
        await Eventually.HoldsAsync(() => observed.Receiver.Contains("/last-of-all"), "the last request's span");
        Assert.All(PersonalAddresses, address =>
        {
            Assert.False(observed.Receiver.Contains(address), $"{address} was exported");
            Assert.Empty(FilesWith(_platform.DataDirectory, address));
        });
        Assert.All(
            new[] { Application, Script, RefusedBody, Agent },
            text => Assert.False(observed.Receiver.Contains(text), $"\"{text}\" was exported"));
    }

    [Fact]
    public async Task Settings_reach_their_service_and_a_secret_is_not_exported_or_stored()
    {
        var status = await _platform.ReadAsync("/api/cleanup/status");

        Assert.Equal(PopulatedPlatform.StuckAfterHours, status.GetProperty("stuck_after_hours").GetInt32());
        await Eventually.HoldsAsync(() => observed.Receiver.Contains("/api/cleanup/status"), "the span of the request");
        Assert.False(observed.Receiver.Contains(PopulatedPlatform.GithubToken));
        Assert.Empty(FilesWith(_platform.DataDirectory, PopulatedPlatform.GithubToken));
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await StatusAsync(http.PostAsync(new Uri(path, UriKind.Relative), content));
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        return response.StatusCode;
    }

    private static IReadOnlyList<string> FilesWith(string directory, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(file => Holds(file, bytes))];
    }

    // Servers delete and rename files during the search. A deleted file is skipped.
    private static bool Holds(string file, byte[] bytes)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf(bytes) >= 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private List<ReceivedSpan> TraceOf(string rootName)
    {
        var spans = observed.Receiver.Spans.ToList();
        var root = spans.LastOrDefault(span => span.Service == "gateway" && span.Name == rootName && span.ParentId.Length == 0);
        return root is null ? [] : [.. spans.Where(span => span.TraceId == root.TraceId)];
    }
}
