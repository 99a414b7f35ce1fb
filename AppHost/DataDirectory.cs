using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Telemetry.AppHost;

/// <summary>DATA_DIR: what stays between two starts. One AppHost uses it at a time; a hosted service, so that the host gives it back at its end.</summary>
internal sealed class DataDirectory : IHostedService, IDisposable
{
    /// <summary>For its owner alone.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The servers' users pass through on the way to their own directories and see nothing else.</summary>
    public const UnixFileMode PassThrough = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const string Setting = "DATA_DIR";
    private const string Default = ".data";

    // EWOULDBLOCK: flock(2) when another process has the lock.
    private const int WouldBlock = 11;

    private readonly FileStream _lock;

    private DataDirectory(string path)
    {
        Path = path;
        try
        {
            Directory.CreateDirectory(path, PassThrough);

            // FileShare.None is an flock(2): it ends with this process, however that ends.
            _lock = new FileStream(System.IO.Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new DistributedApplicationException($"{Setting}: {path} is in use by another AppHost. Stop it, or set {Setting} to another directory.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"{Setting}: {path} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Opens the directory that the configuration names; a relative path counts from the clone.</summary>
    /// <exception cref="DistributedApplicationException">Another AppHost uses it, or it cannot be written.</exception>
    public static void AddTo(IDistributedApplicationBuilder builder)
    {
        var configured = builder.Configuration[Setting] is { Length: > 0 } value ? value : Default;
        var directory = new DataDirectory(System.IO.Path.GetFullPath(configured, System.IO.Path.GetFullPath("..", builder.AppHostDirectory)));
        builder.Services.AddSingleton(directory);
        builder.Services.AddHostedService(_ => directory);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
