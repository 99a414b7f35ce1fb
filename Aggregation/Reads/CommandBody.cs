namespace Telemetry.Aggregation.Reads;

internal static class CommandBody
{
    private const int MaxBytes = 8 * 1024;

    public static readonly string TooLong = $"body: must have at most {MaxBytes} bytes";

    /// <summary>Null if the body is too long. Not every host has the server's own limit.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBytes + 1];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read > MaxBytes ? null : buffer[..read];
    }
}
