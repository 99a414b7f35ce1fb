using System.Diagnostics;
using Telemetry.Contracts;

namespace Telemetry.Ingestion.Publishing;

/// <summary>A report on its way to the broker.</summary>
/// <param name="Report">The report.</param>
/// <param name="BodyLength">The length of the body it came in, in bytes.</param>
/// <param name="Context">The request's place in its trace.</param>
public sealed record OutgoingReport(Report Report, int BodyLength, ActivityContext Context);
