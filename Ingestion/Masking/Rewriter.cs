using System.Text;

namespace Telemetry.Ingestion.Masking;

/// <summary>A text with some parts replaced, from left to right; the text itself where nothing was.</summary>
/// <param name="text">The original.</param>
internal sealed class Rewriter(string text)
{
    private StringBuilder? _result;

    /// <summary>Up to where the original is dealt with.</summary>
    public int Done { get; private set; }

    /// <summary>Puts something in the place of a part, which begins at or behind <see cref="Done"/>.</summary>
    public void Replace(int start, int end, string replacement)
    {
        _result ??= new StringBuilder(text.Length);
        _result.Append(text, Done, start - Done).Append(replacement);
        Done = end;
    }

    /// <summary>The whole text.</summary>
    public override string ToString() => _result is null ? text : _result.Append(text, Done, text.Length - Done).ToString();
}
