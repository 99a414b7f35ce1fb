using System.Diagnostics;
using OpenTelemetry.Trace;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Tests.ServiceDefaults;

public sealed class SamplingTests
{
    private static readonly ActivityContext Recorded = Context(ActivityTraceFlags.Recorded);
    private static readonly ActivityContext Dropped = Context(ActivityTraceFlags.None);

    [Fact]
    public void One_trace_in_ten_is_recorded()
    {
        var recorded = Enumerable.Range(0, 10_000).Count(_ => IsRecorded(default));

        Assert.InRange(recorded, 800, 1_200);
    }

    [Fact]
    public void A_child_span_is_recorded_if_its_parent_is()
    {
        Assert.True(IsRecorded(Recorded));
        Assert.False(IsRecorded(Dropped));
    }

    [Fact]
    public void A_batch_is_recorded_if_one_of_its_requests_is()
    {
        Assert.True(IsRecorded(default, Dropped, Recorded, Dropped));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.False(IsRecorded(default, Dropped, Dropped)));
    }

    private static ActivityContext Context(ActivityTraceFlags flags) =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags);

    private static bool IsRecorded(ActivityContext parent, params ActivityContext[] links)
    {
        var trace = parent.TraceId == default ? ActivityTraceId.CreateRandom() : parent.TraceId;
        var span = new SamplingParameters(
            parent, trace, "a span", ActivityKind.Internal, tags: null, links.Select(link => new ActivityLink(link)));
        return Sampling.Default.ShouldSample(span).Decision == SamplingDecision.RecordAndSample;
    }
}
