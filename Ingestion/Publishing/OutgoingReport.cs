using System.Runtime.InteropServices;
using Telemetry.Contracts;

namespace Telemetry.Ingestion.Publishing;

/// <summary>A report on its way to the broker.</summary>
/// <param name="Report">The report.</param>
/// <param name="BodyLength">The length of the body it came in, in bytes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OutgoingReport(Report Report, int BodyLength);
