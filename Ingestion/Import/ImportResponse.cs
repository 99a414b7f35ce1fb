namespace Telemetry.Ingestion.Import;

/// <param name="Status">"ok".</param>
/// <param name="Accepted">Lines that the broker has on disk, new or known already.</param>
/// <param name="Skipped">All others.</param>
internal sealed record ImportResponse(string Status, int Accepted, IReadOnlyList<SkippedLine> Skipped);

/// <param name="Line">Its number in the body, from 1.</param>
/// <param name="Reason">Begins with the field's name. It repeats nothing of the line.</param>
internal sealed record SkippedLine(int Line, string Reason);
