using OpenTelemetry.Trace;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>
/// Which traces are recorded unless <c>OTEL_TRACES_SAMPLER</c> says otherwise: one in ten, chosen where it begins. A batch belongs to
/// nobody's trace; it is recorded when one of the requests is that it is linked to.
/// </summary>
public sealed class Sampling : Sampler
{
    private const double Ratio = 0.1;

    private readonly TraceIdRatioBasedSampler _oneInTen = new(Ratio);

    private Sampling()
    {
    }

    /// <summary>For whole traces.</summary>
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
