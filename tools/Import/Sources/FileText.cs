using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Import.Sources;

internal sealed class FileText : IDisposable
{
    public const string StandardInput = "-";

    public const string StandardInputName = "standard input";

    private const int FingerprintLength = 4096;

    private readonly Stream _stream;

    private FileText(Stream stream, string location) => (_stream, Location) = (stream, location);

    /// <summary>The path and a hash of the begin: another file of the same name is another source.</summary>
    public string Location { get; }

    /// <summary>Bytes; null for the standard input.</summary>
    public long? Length => _stream.CanSeek ? _stream.Length : null;

    /// <summary>Bytes read.</summary>
    public long Position => _stream.CanSeek ? _stream.Position : 0;

    public Stream Stream => _stream;

    /// <summary>Throws <see cref="SourceException"/>.</summary>
    /// <exception cref="SourceException">It cannot be read.</exception>
    public static FileText Open(string path)
    {
        if (path == StandardInput)
            return new(Console.OpenStandardInput(), StandardInputName);

        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16, useAsync: true);
            var start = new byte[FingerprintLength];
            var length = file.ReadAtLeast(start, FingerprintLength, throwOnEndOfStream: false);
            file.Position = 0;
            var fingerprint = Convert.ToHexStringLower(SHA256.HashData(start.AsSpan(0, length)).AsSpan(0, 8));
            return new(file, $"{Path.GetFullPath(path)} {fingerprint}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"The file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads UTF-8; other bytes become U+FFFD.</summary>
    public StreamReader Reader() =>
        new(_stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);

    public void Dispose() => _stream.Dispose();
}
