namespace Aspire.Dashboard.Storage;

/// <summary>What is kept in memory at most; the oldest goes first.</summary>
internal static class Limits
{
    /// <summary>Log entries of all resources together.</summary>
    public const int Logs = 10_000;

    /// <summary>Traces of all resources together.</summary>
    public const int Traces = 10_000;

    /// <summary>Spans of all traces together: a few endless traces would fill the memory as well.</summary>
    public const int Spans = 100_000;

    /// <summary>Spans of one trace; what comes later is left out.</summary>
    public const int SpansOfTrace = 2_000;

    /// <summary>Points of metrics of one resource.</summary>
    public const int Points = 50_000;

    /// <summary>Resources that have sent metrics.</summary>
    public const int Resources = 100;

    /// <summary>Lines of one resource's console.</summary>
    public const int ConsoleLines = 10_000;

    /// <summary>Attributes, events and links of one span, log entry or point.</summary>
    public const int Attributes = 128;

    /// <summary>Characters of a name or an attribute's value.</summary>
    public const int Value = 4_096;

    /// <summary>Characters of a log entry's text.</summary>
    public const int Text = 32_768;
}
