namespace Telemetry.AppHost.Servers;

/// <summary>Does for a server process what the orchestrator does for a container and its databases.</summary>
internal static class ServerState
{
    /// <summary>
    /// Gives the server the addresses and states of the process: other resources wait for them, and health checks begin with them.
    /// </summary>
    public static void FollowProcess<T>(this IResourceBuilder<T> server, ExecutableResource process)
        where T : IResourceWithConnectionString
    {
        var builder = server.ApplicationBuilder;
        builder.CreateResourceBuilder(process).OnResourceEndpointsAllocated(async (_, allocated, cancellationToken) =>
        {
            foreach (var resource in server.WithDatabases().OfType<IResourceWithConnectionString>())
                await builder.Eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, allocated.Services), cancellationToken);
        });
        server.OnInitializeResource(async (_, initialized, cancellationToken) =>
        {
            await foreach (var change in initialized.Notifications.WatchAsync(cancellationToken))
            {
                if (change.Resource != process)
                    continue;
                foreach (var resource in server.WithDatabases())
                    await initialized.Notifications.PublishUpdateAsync(resource, snapshot => Follow(snapshot, change.Snapshot));
            }
        });
    }

    private static CustomResourceSnapshot Follow(CustomResourceSnapshot snapshot, CustomResourceSnapshot process) =>
        snapshot.State?.Text == process.State?.Text
            ? snapshot
            : snapshot with { State = process.State, StartTimeStamp = process.StartTimeStamp, StopTimeStamp = process.StopTimeStamp };

    // Read when needed, since databases are added after the server.
    private static IEnumerable<IResource> WithDatabases<T>(this IResourceBuilder<T> server)
        where T : IResource =>
        server.ApplicationBuilder.Resources.OfType<IResourceWithParent>()
            .Where(child => child.Parent == (IResource)server.Resource)
            .Prepend<IResource>(server.Resource);
}
