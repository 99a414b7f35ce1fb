using Aspire.Dashboard.Storage;

namespace Aspire.Dashboard.Pages.Logs;

/// <summary>Log entries in a table (Pages/Shared/_LogTable.cshtml).</summary>
/// <param name="Entries">In order.</param>
/// <param name="Open">The number of the one whose attributes are shown.</param>
/// <param name="Link">Where to show, or hide, those of another.</param>
internal sealed record LogTable(IReadOnlyList<LogEntry> Entries, long? Open, Func<long, string> Link);
