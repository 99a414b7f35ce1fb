namespace Telemetry.Ingestion.Masking;

/// <summary>Tells, for growing positions in a text, whether they are in a line in which a package manager names packages and versions.</summary>
internal sealed class LineOfPackages(string text)
{
    private static readonly string[] Beginnings =
        ["Setting up ", "Unpacking ", "Preparing to unpack ", "Selecting previously ", "Removing ", "Purging ", "Processing triggers for "];

    private int _lineEnd = -1;
    private bool _isOne;

    public bool Contains(int at)
    {
        while (at > _lineEnd && _lineEnd < text.Length)
        {
            var start = _lineEnd + 1;
            var length = text.AsSpan(start).IndexOf('\n');
            _lineEnd = length < 0 ? text.Length : start + length;
            var line = text.AsSpan(start, _lineEnd - start).TrimStart();
            _isOne = false;
            foreach (var beginning in Beginnings)
                _isOne |= line.StartsWith(beginning, StringComparison.Ordinal);
        }

        return _isOne;
    }
}
