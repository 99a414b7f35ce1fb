using Spectre.Console;
using Telemetry.Import.Delivery;

namespace Telemetry.Import;

/// <summary>The account at the end.</summary>
internal static class Summary
{
    public static void Write(IAnsiConsole console, ImportState state)
    {
        var skipped = state.Skipped.Values.Sum(reason => reason.Count);
        console.WriteLine($"Read: {state.Read:N0}; accepted: {state.Accepted:N0}; skipped: {skipped:N0}.");
        if (skipped == 0)
            return;

        var table = new Table().RoundedBorder().AddColumn("Skipped because").AddColumn(new TableColumn("Records").RightAligned()).AddColumn("For example");
        foreach (var (reason, records) in state.Skipped.OrderByDescending(reason => reason.Value.Count))
            table.AddRow(Markup.Escape(reason), $"{records.Count:N0}", Markup.Escape(string.Join("; ", records.Examples)));
        console.Write(table);
    }
}
