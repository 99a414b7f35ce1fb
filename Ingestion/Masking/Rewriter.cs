using System.Text;

namespace Telemetry.Ingestion.Masking;

internal sealed class Rewriter(string text)
{
    private StringBuilder? _result;

    public int Done { get; private set; }

    /// <summary>The part must begin at or behind <see cref="Done"/>.</summary>
    public void Replace(int start, int end, string replacement)
    {
        _result ??= new StringBuilder(text.Length);
        _result.Append(text, Done, start - Done).Append(replacement);
        Done = end;
    }

    /// <summary>The original instance if nothing was replaced.</summary>
    public override string ToString() => _result is null ? text : _result.Append(text, Done, text.Length - Done).ToString();
}
