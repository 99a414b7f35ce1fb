using System.Reflection;

namespace Aspire.Hosting.Engine;

/// <summary>Lets Aspire.Hosting.Testing run an AppHost's entry point for its model and start the application itself.</summary>
internal sealed class EntryPointHook(Assembly appHost)
{
    private static readonly AsyncLocal<EntryPointHook?> s_current = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The hook of the entry point that is running in this flow of control, if a test runs one.</summary>
    public static EntryPointHook? Current => s_current.Value;

    public Assembly AppHost => appHost;

    /// <summary>The model, when the entry point has written it.</summary>
    public Task<DistributedApplicationBuilder> Builder => _builder.Task;

    /// <summary>The application is disposed of: the entry point may return.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Runs the entry point on a thread of its own, since it blocks until <see cref="Finish"/>.</summary>
    public void Start(string[] args)
    {
        var entry = appHost.EntryPoint ?? throw new InvalidOperationException($"{appHost.GetName().Name} has no entry point.");
        new Thread(() =>
        {
            s_current.Value = this;
            try
            {
                entry.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, entry.GetParameters().Length == 0 ? null : [args], culture: null);
                Fail(new InvalidOperationException("The AppHost's entry point ended without building an application."));
            }
            catch (Exception e)
            {
                Fail(e);
            }
        })
        { IsBackground = true, Name = "AppHost entry point" }.Start();
    }

    /// <summary>Lets the entry point go on and build.</summary>
    public Task<DistributedApplication> BuildAsync()
    {
        _mayBuild.TrySetResult();
        return _application.Task;
    }

    public void Building(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _mayBuild.Task.GetAwaiter().GetResult();
    }

    public void Built(DistributedApplication application) => _application.TrySetResult(application);

    /// <summary>The application is disposed of.</summary>
    public void Finish() => _finished.TrySetResult();

    /// <summary>Ends an entry point that still waits for <see cref="BuildAsync"/>.</summary>
    public void Abandon() => _mayBuild.TrySetException(new OperationCanceledException("The test has ended without building the application."));

    private void Fail(Exception e)
    {
        _builder.TrySetException(e);
        _application.TrySetException(e);
    }
}
