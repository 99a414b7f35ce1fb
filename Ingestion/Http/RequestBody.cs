using System.Buffers;

namespace Telemetry.Ingestion.Http;

/// <summary>The raw bytes of a request, which a signature or a digest covers.</summary>
internal static class RequestBody
{
    /// <summary>Of an instance's or a container's post.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Of a run's post, which may hold a log, and of an import.</summary>
    public const int MaxLargeBytes = 256 * 1024;

    /// <summary>
    /// Describes the body. Any content type is accepted and ignored: <c>curl -d</c> sends that of forms unless a script sets another.
    /// </summary>
    public static RouteHandlerBuilder Reads<TBody>(this RouteHandlerBuilder endpoint)
        where TBody : notnull => endpoint.Accepts<TBody>("application/json", "*/*");

    /// <summary>Reads the whole body; null as soon as it is known to be too long, with or without a <c>Content-Length</c>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            return null;

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.IsCompleted || read.Buffer.Length > maxBytes)
            {
                var body = read.Buffer.Length > maxBytes ? null : read.Buffer.ToArray();

                // Without an advance the server cannot tell where the body ends, and closes the connection.
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
