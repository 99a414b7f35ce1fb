namespace Telemetry.Tests.Import;

/// <summary>Between an import and Ingestion: counts, and does what the test wants.</summary>
internal sealed class Counting(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private int _requests;
    private int _records;

    /// <summary>Lines that were answered 202.</summary>
    public int Records => _records;

    /// <summary>Called before each request, with its number.</summary>
    public Func<int, HttpRequestMessage, Task>? AtRequest { get; init; }

    /// <summary>Answers in Ingestion's place where it gives one.</summary>
    public Func<int, HttpResponseMessage?>? Answers { get; init; }

    public HttpClient Client(Telemetry.Tests.Ingestion.IngestionApp app) => new(this) { BaseAddress = app.Server.BaseAddress };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _requests);
        if (AtRequest is not null)
            await AtRequest(number, request);
        if (Answers?.Invoke(number) is { } own)
            return own;

        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        if ((int)answer.StatusCode == 202)
            Interlocked.Add(ref _records, body.Count(letter => letter == (byte)'\n'));
        return answer;
    }
}
