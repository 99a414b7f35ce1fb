using System.Buffers;

namespace Telemetry.Ingestion.Http;

/// <summary>The raw bytes of a request, which a signature or a digest covers.</summary>
public static class RequestBody
{
    /// <summary>The longest body that is taken of an instance.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>The longest body that is taken of a script, with its log, and of an import.</summary>
    public const int MostBytesOfLongOnes = 256 * 1024;

    /// <summary>Reads the body whole; null as soon as it is known to be too long, whether it told its length or not.</summary>
    public static Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReadAsync(request, MostBytes, cancellationToken);

    /// <summary>Reads the body whole; null as soon as it is known to be longer than so many bytes, whether it told its length or not.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > mostBytes)
            return null;

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.IsCompleted || read.Buffer.Length > mostBytes)
            {
                var body = read.Buffer.Length > mostBytes ? null : read.Buffer.ToArray();

                // A read that is left open ends the connection: the server cannot tell what is left of the body.
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
