using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Import.Sources;

/// <summary>A file of text, or the standard input.</summary>
internal sealed class FileText : IDisposable
{
    /// <summary>The name of the standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Its <see cref="Location"/>.</summary>
    public const string StandardInputName = "standard input";

    private const int Beginning = 4096;

    private readonly Stream _stream;

    private FileText(Stream stream, string location) => (_stream, Location) = (stream, location);

    /// <summary>What tells it from others: path and beginning, so that another file under the same name is another source.</summary>
    public string Location { get; }

    /// <summary>Bytes; null for the standard input.</summary>
    public long? Length => _stream.CanSeek ? _stream.Length : null;

    /// <summary>How far it has been read, in bytes.</summary>
    public long Position => _stream.CanSeek ? _stream.Position : 0;

    /// <summary>Its bytes.</summary>
    public Stream Stream => _stream;

    /// <exception cref="SourceException">It cannot be read.</exception>
    public static FileText Open(string path)
    {
        if (path == StandardInput)
            return new(Console.OpenStandardInput(), StandardInputName);

        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16, useAsync: true);
            var beginning = new byte[Beginning];
            var length = file.ReadAtLeast(beginning, Beginning, throwOnEndOfStream: false);
            file.Position = 0;
            return new(file, $"{Path.GetFullPath(path)} {Convert.ToHexStringLower(SHA256.HashData(beginning.AsSpan(0, length)).AsSpan(0, 8))}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"The file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Text that is not UTF-8 is replaced, character by character.</summary>
    public StreamReader Reader() => new(_stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);

    public void Dispose() => _stream.Dispose();
}
