namespace Telemetry.EndToEnd.Fixtures;

/// <summary>One platform without a rate limit for all tests that leave it working.</summary>
public sealed class SharedPlatform : IAsyncLifetime
{
    /// <summary>The collection's name.</summary>
    public const string Collection = "platform";

    /// <summary>The platform.</summary>
    public Platform Platform { get; private set; } = null!;

    /// <summary>What watches it.</summary>
    public DeveloperDashboard Dashboard { get; } = new();

    public async Task InitializeAsync() => Platform = await Platform.StartAsync(["--RATE_LIMIT=0", .. Dashboard.Settings]);

    public async Task DisposeAsync() => await Platform.DisposeAsync();
}

[CollectionDefinition(SharedPlatform.Collection, DisableParallelization = true)]
public sealed class SharedPlatformCollection : ICollectionFixture<SharedPlatform>;
