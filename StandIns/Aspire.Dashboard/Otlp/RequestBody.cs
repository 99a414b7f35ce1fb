using System.IO.Compression;

namespace Aspire.Dashboard.Otlp;

/// <summary>Reads a request's body, as it is or out of gzip, up to a limit that holds for both.</summary>
internal static class RequestBody
{
    /// <summary>The body, or why there is none.</summary>
    /// <returns>Bytes and 200, or none and the status of the refusal: 400 (no gzip), 413, 415 (another encoding).</returns>
    public static async Task<(byte[] Bytes, int Status)> ReadAsync(HttpRequest request, int most)
    {
        if (request.ContentLength > most)
            return ([], StatusCodes.Status413PayloadTooLarge);

        switch (request.Headers.ContentEncoding.ToString())
        {
            case "" or "identity":
                return await ReadAsync(request.Body, most, request.HttpContext.RequestAborted);
            case "gzip":
                await using (var inflated = new GZipStream(request.Body, CompressionMode.Decompress))
                    return await ReadAsync(inflated, most, request.HttpContext.RequestAborted);
            default:
                return ([], StatusCodes.Status415UnsupportedMediaType);
        }
    }

    private static async Task<(byte[] Bytes, int Status)> ReadAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var part = new byte[16 * 1024];
        try
        {
            while (await stream.ReadAsync(part, cancellationToken) is var length and > 0)
            {
                if (read.Length + length > most)
                    return ([], StatusCodes.Status413PayloadTooLarge);
                read.Write(part, 0, length);
            }
        }
        catch (InvalidDataException)
        {
            return ([], StatusCodes.Status400BadRequest);
        }

        return (read.ToArray(), StatusCodes.Status200OK);
    }
}
