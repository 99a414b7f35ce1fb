namespace Aspire.Hosting;

/// <summary>What a model is written for.</summary>
public sealed class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext(bool publishes) => IsPublishMode = publishes;

    /// <summary>It becomes a manifest (<c>--publisher manifest --output-path FILE</c>); nothing is started.</summary>
    public bool IsPublishMode { get; }

    /// <summary>It is started.</summary>
    public bool IsRunMode => !IsPublishMode;
}
