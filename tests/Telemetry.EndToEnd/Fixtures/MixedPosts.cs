using System.Collections.Concurrent;
using System.Net;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>A mixture of posts of all kinds: new ones, duplicates, and posts that are refused for various reasons.</summary>
public sealed class MixedPosts : IAsyncDisposable
{
    private const int Instances = 20;
    private const int AtOnce = 32;

    private readonly HttpClient _http;
    private readonly List<SignedInstance> _instances = [];
    private readonly SignedInstance _stranger;
    private readonly string _salt = Guid.NewGuid().ToString("n");
    private readonly DateTime _from = DateTime.UtcNow.AddHours(-1);
    private readonly ConcurrentDictionary<HttpStatusCode, int> _responses = new();

    private MixedPosts(Platform platform)
    {
        _http = platform.CreateClient();
        _stranger = new SignedInstance(_http);
    }

    /// <summary>The number of responses by status.</summary>
    public IReadOnlyDictionary<HttpStatusCode, int> Responses => _responses;

    /// <summary>Registers the instances that will post.</summary>
    public static async Task<MixedPosts> StartAsync(Platform platform)
    {
        var posts = new MixedPosts(platform);
        for (var i = 0; i < Instances; i++)
        {
            var instance = new SignedInstance(posts._http);
            posts._instances.Add(instance);
            Assert.Equal(HttpStatusCode.Created, await instance.RegisterAsync("Mixed"));
            Assert.Equal(HttpStatusCode.OK, await instance.ActivateAsync());
        }

        return posts;
    }

    /// <summary>
    /// Sends posts. Of each ten, four are snapshots, three script posts, two starts and one is invalid. A quarter are duplicates.
    /// </summary>
    public Task SendAsync(int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (i, _) => _responses.AddOrUpdate(await SendOneAsync(i), 1, (_, n) => n + 1));

    public ValueTask DisposeAsync()
    {
        _instances.ForEach(instance => instance.Dispose());
        _stranger.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<HttpStatusCode> SendOneAsync(int i)
    {
        // Posts with the same number have the same bytes and are duplicates.
        var number = i % 40 < 30 ? i : i - 10;
        var instance = _instances[number % Instances];
        return (i % 10) switch
        {
            < 4 => instance.PostAsync("/v1/snapshot", Snapshot(instance, number)),
            < 7 => PostAsync(
                "/telemetry", $$"""{"random_id":"{{_salt}}-{{number}}","type":"lxc","nsapp":"mixed","status":"installing"}"""),
            < 9 => PostAsync(
                "/collect",
                $$"""
                {"instance_id":"{{_salt}}-{{number}}","image_version":"1","architecture":"x","container_runtime":"","startup_time_ms":5,
                 "db_type":"d","telemetry_version":"1"}
                """),
            _ => RefusedAsync(instance, i),
        };
    }

    private Task<HttpStatusCode> RefusedAsync(SignedInstance instance, int i) => (i / 10 % 7) switch
    {
        0 => PostAsync("/telemetry", "{ no JSON"),
        1 => PostAsync("/collect", "{}"),
        2 => instance.PostAsync("/v1/snapshot", "{}"),
        3 => instance.PostAsync("/v1/snapshot", Snapshot(instance, i), signature: new string('0', 128)),
        4 => instance.PostAsync("/v1/snapshot", Snapshot(instance, i), signature: ""),
        5 => _stranger.PostAsync("/v1/snapshot", Snapshot(_stranger, i)),
        _ => PostAsync("/collect", new string(' ', 300_000)),
    };

    private string Snapshot(SignedInstance instance, int number) =>
        $$$"""
        {"instance_id":"{{{instance.Id}}}","timestamp":"{{{_from.AddMilliseconds(number):O}}}",
         "metrics":{"users_count":{{{number % 100}}}}}
        """;

    private async Task<HttpStatusCode> PostAsync(string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        return response.StatusCode;
    }
}
