using OpenTelemetry.Trace;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>
/// The default sampling without <c>OTEL_TRACES_SAMPLER</c>: one in ten traces, chosen at its beginning. A batch has no parent; it is
/// recorded if one of its linked requests is.
/// </summary>
public sealed class Sampling : Sampler
{
    private const double Ratio = 0.1;

    private readonly TraceIdRatioBasedSampler _oneInTen = new(Ratio);

    private Sampling()
    {
    }

    /// <summary>The sampler of whole traces.</summary>
    public static Sampler Default { get; } = new ParentBasedSampler(new Sampling());

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters.Links?.Any() != true)
            return _oneInTen.ShouldSample(samplingParameters);

        foreach (var link in samplingParameters.Links)
        {
            if (link.Context.TraceFlags.HasFlag(System.Diagnostics.ActivityTraceFlags.Recorded))
                return new SamplingResult(SamplingDecision.RecordAndSample);
        }

        return new SamplingResult(SamplingDecision.Drop);
    }
}
