namespace Telemetry.Ingestion.Import;

/// <summary>What became of the lines of an import.</summary>
/// <param name="Status">"ok".</param>
/// <param name="Accepted">Lines that the broker has on disk, new or known already.</param>
/// <param name="Skipped">All others.</param>
public sealed record ImportAnswer(string Status, int Accepted, IReadOnlyList<SkippedLine> Skipped);

/// <summary>A line that was not taken.</summary>
/// <param name="Line">Its number in the body, from 1.</param>
/// <param name="Reason">Begins with the field's name. It repeats nothing of the line.</param>
public sealed record SkippedLine(int Line, string Reason);
