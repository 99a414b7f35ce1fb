using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Runs an AppHost for a test: its real entry point, with free ports and with data that are gone afterwards.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the entry point of the type's assembly until its model is written.</summary>
    /// <typeparam name="TEntryPoint">Any type of the AppHost's assembly, such as <c>Projects.AppHost</c>.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <summary>Runs the entry point of the type's assembly until its model is written.</summary>
    /// <param name="entryPoint">Any type of the AppHost's assembly, such as <c>Projects.AppHost</c>.</param>
    /// <param name="args">Settings (<c>--NAME=value</c>); <c>--DATA_DIR=..</c> keeps the data.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint, string[] args, CancellationToken cancellationToken = default)
    {
        var hook = new EntryPointHook(entryPoint.Assembly);
        hook.Start(args);
        return new TestingBuilder(hook, await hook.Builder.WaitAsync(cancellationToken));
    }

    private sealed class TestingBuilder(EntryPointHook hook, DistributedApplicationBuilder inner) : IDistributedApplicationTestingBuilder
    {
        public ConfigurationManager Configuration => inner.Configuration;

        public string AppHostDirectory => inner.AppHostDirectory;

        public IHostEnvironment Environment => inner.Environment;

        public DistributedApplicationExecutionContext ExecutionContext => inner.ExecutionContext;

        public IServiceCollection Services => inner.Services;

        public IResourceCollection Resources => inner.Resources;

        public IResourceBuilder<T> AddResource<T>(T resource)
            where T : IResource => inner.AddResource(resource);

        public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
            where T : IResource => inner.CreateResourceBuilder(resource);

        public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

        public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) => hook.BuildAsync().WaitAsync(cancellationToken);

        // If the application was built, disposing of it ends the entry point.
        public ValueTask DisposeAsync()
        {
            hook.Abandon();
            return ValueTask.CompletedTask;
        }
    }
}
