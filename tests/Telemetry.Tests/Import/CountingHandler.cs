namespace Telemetry.Tests.Import;

/// <summary>Counts the requests of an import to Ingestion, and can delay or answer them.</summary>
internal sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private int _requests;
    private int _records;

    /// <summary>Number of lines answered with 202.</summary>
    public int Records => _records;

    /// <summary>Called before each request, with its number.</summary>
    public Func<int, HttpRequestMessage, Task>? BeforeRequest { get; init; }

    /// <summary>Returns the response in place of Ingestion, or null to pass the request on.</summary>
    public Func<int, HttpResponseMessage?>? Respond { get; init; }

    public HttpClient Client(Telemetry.Tests.Ingestion.IngestionApp app) => new(this) { BaseAddress = app.Server.BaseAddress };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _requests);
        if (BeforeRequest is not null)
            await BeforeRequest(number, request);
        if (Respond?.Invoke(number) is { } own)
            return own;

        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        if ((int)answer.StatusCode == 202)
            Interlocked.Add(ref _records, body.Count(letter => letter == (byte)'\n'));
        return answer;
    }
}
