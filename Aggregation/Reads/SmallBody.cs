namespace Telemetry.Aggregation.Reads;

/// <summary>The body of a command: a few fields.</summary>
internal static class SmallBody
{
    private const int MostBytes = 8 * 1024;

    /// <summary>What to say of one that is too long.</summary>
    public static readonly string TooLong = $"body: must have at most {MostBytes} bytes";

    /// <summary>The body; null: it is too long. The server's own limit is not there in every host.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes + 1];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read > MostBytes ? null : buffer[..read];
    }
}
