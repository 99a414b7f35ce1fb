using System.Text;

namespace Telemetry.Ingestion.Masking;

/// <summary>Replaces parts of a text from left to right.</summary>
internal sealed class Rewriter(string text)
{
    private StringBuilder? _result;

    /// <summary>The position behind the last replaced part.</summary>
    public int Done { get; private set; }

    /// <summary>Replaces a part that begins at or behind <see cref="Done"/>.</summary>
    public void Replace(int start, int end, string replacement)
    {
        _result ??= new StringBuilder(text.Length);
        _result.Append(text, Done, start - Done).Append(replacement);
        Done = end;
    }

    /// <summary>The whole text; the original instance without a replacement.</summary>
    public override string ToString() => _result is null ? text : _result.Append(text, Done, text.Length - Done).ToString();
}
