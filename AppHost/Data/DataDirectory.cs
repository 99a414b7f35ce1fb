using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Telemetry.AppHost.Data;

/// <summary>DATA_DIR: the persistent data. One AppHost uses it at a time; as a hosted service it is released when the host ends.</summary>
internal sealed class DataDirectory : IHostedService, IDisposable
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The servers' users may traverse to their own directories, but list nothing.</summary>
    public const UnixFileMode PassThrough = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const string Setting = "DATA_DIR";
    private const string Default = ".data";

    // EWOULDBLOCK of flock(2): another process has the lock.
    private const int WouldBlock = 11;

    private readonly FileStream _lock;

    private DataDirectory(string path)
    {
        Path = path;
        try
        {
            Directory.CreateDirectory(path, PassThrough);

            // FileShare.None is an flock(2), which ends with this process even after a kill.
            _lock = new FileStream(System.IO.Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new DistributedApplicationException(
                $"{Setting}: {path} is in use by another AppHost. Stop it, or set {Setting} to another directory.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"{Setting}: {path} cannot be used: {e.Message}", e);
        }
    }

    public string Path { get; }

    /// <summary>
    /// Opens the configured directory; a relative path is relative to the clone. Throws <see cref="DistributedApplicationException"/> if
    /// another AppHost uses it, or it cannot be written.
    /// </summary>
    public static void AddTo(IDistributedApplicationBuilder builder)
    {
        var configured = builder.Configuration[Setting] is { Length: > 0 } value ? value : Default;
        var clone = System.IO.Path.GetFullPath("..", builder.AppHostDirectory);
        var directory = new DataDirectory(System.IO.Path.GetFullPath(configured, clone));
        builder.Services.AddSingleton(directory);
        builder.Services.AddHostedService(_ => directory);
    }

    /// <summary>Works before the container is built.</summary>
    public static DataDirectory Of(IDistributedApplicationBuilder builder) =>
        (DataDirectory)builder.Services.Last(service => service.ServiceType == typeof(DataDirectory)).ImplementationInstance!;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _lock.Dispose();
}
