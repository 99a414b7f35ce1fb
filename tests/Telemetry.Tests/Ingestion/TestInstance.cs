using NSec.Cryptography;

namespace Telemetry.Tests.Ingestion;

/// <summary>A client instance with its id and key, which sends signed requests.</summary>
public sealed class TestInstance(HttpClient client, TestClock clock)
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public Key Key { get; init; } = Key.Create(SignatureAlgorithm.Ed25519);

    public string Application { get; init; } = "Ghost";

    public string Version { get; set; } = "1.0";

    private string PublicKey => Convert.ToHexStringLower(Key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    /// <summary>The same instance as a client of another process.</summary>
    public TestInstance At(IngestionApp app) =>
        new(app.CreateClient(), clock) { Id = Id, Key = Key, Application = Application, Version = Version };

    /// <summary>The fields of a registration, which a test may change.</summary>
    public Dictionary<string, object?> Registration() => new()
    {
        ["instance_id"] = Id,
        ["public_key"] = PublicKey,
        ["app_name"] = Application,
        ["app_version"] = Version,
        ["deployment_mode"] = "docker",
        ["environment"] = "production",
        ["os_arch"] = "linux/amd64",
    };

    /// <summary>The fields of a snapshot, which a test may change.</summary>
    public Dictionary<string, object?> Snapshot() => new()
    {
        ["instance_id"] = Id,
        ["timestamp"] = clock.GetUtcNow(),
        ["metrics"] = new Dictionary<string, object> { ["users_count"] = 3, ["sys_os"] = "linux" },
    };

    public Task<HttpResponseMessage> RegisterAsync(Dictionary<string, object?>? fields = null) =>
        PostAsync("/v1/register", JsonSerializer.SerializeToUtf8Bytes(fields ?? Registration()));

    public Task<HttpResponseMessage> ActivateAsync() => PostSignedAsync("/v1/activate", """{"action":"activate"}"""u8.ToArray());

    public Task<HttpResponseMessage> SendSnapshotAsync(Dictionary<string, object?>? fields = null) =>
        PostSignedAsync("/v1/snapshot", JsonSerializer.SerializeToUtf8Bytes(fields ?? Snapshot()));

    public Task<HttpResponseMessage> SendSnapshotAsync(string body) => PostSignedAsync("/v1/snapshot", Encoding.UTF8.GetBytes(body));

    public string Sign(byte[] body) => Convert.ToHexStringLower(SignatureAlgorithm.Ed25519.Sign(Key, body));

    public Task<HttpResponseMessage> PostSignedAsync(string path, byte[] body) => PostAsync(path, body, Id.ToString(), Sign(body));

    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? instanceId = null, string? signature = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (instanceId is not null)
            request.Headers.Add("X-Instance-ID", instanceId);
        if (signature is not null)
            request.Headers.Add("X-Signature", signature);
        return client.SendAsync(request);
    }
}
