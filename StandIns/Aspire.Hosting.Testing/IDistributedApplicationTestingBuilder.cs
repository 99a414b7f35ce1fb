namespace Aspire.Hosting.Testing;

/// <summary>An AppHost's model, written by its own entry point, before the application is built.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable
{
    /// <summary>Lets the entry point go on and build the application. It is started by the test.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
