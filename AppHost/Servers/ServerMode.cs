using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Telemetry.AppHost.Servers;

/// <summary>How PostgreSQL, RabbitMQ and Redis run.</summary>
internal enum ServerMode
{
    /// <summary>As Aspire's containers.</summary>
    Containers,

    /// <summary>As processes of this machine's own packages.</summary>
    Processes,
}

/// <summary>Decides on it: <c>SERVERS</c>, or what is there.</summary>
internal static class ServerModes
{
    private const string Setting = "SERVERS";

    // A client without a usable engine may hang.
    private static readonly TimeSpan EngineDeadline = TimeSpan.FromSeconds(5);

    private static readonly Lazy<string?> s_engine = new(FindEngine);

    /// <summary>The mode of this application. The first to ask decides and tells the terminal which it is, and why.</summary>
    /// <exception cref="DistributedApplicationException">SERVERS is none of the three words, or asks for containers where no engine answers.</exception>
    public static ServerMode ServerMode(this IDistributedApplicationBuilder builder)
    {
        if (builder.Services.LastOrDefault(service => service.ServiceType == typeof(Decision))?.ImplementationInstance is Decision known)
            return known.Mode;

        var decision = Decide(builder.Configuration[Setting]);
        builder.Services.AddSingleton(decision);
        Console.WriteLine($"Servers: {decision.Mode.ToString().ToLowerInvariant()} ({decision.Reason})");
        return decision.Mode;
    }

    private static Decision Decide(string? setting) => (setting?.Trim().ToLowerInvariant(), s_engine.Value) switch
    {
        ("processes", _) => new(Servers.ServerMode.Processes, $"{Setting}=processes"),
        ("containers", null) => throw new DistributedApplicationException(
            $"{Setting}: no container engine answers. Start Docker or Podman, or set {Setting}=processes to use this machine's own packages."),
        ("containers", _) => new(Servers.ServerMode.Containers, $"{Setting}=containers"),
        (null or "" or "auto", null) => new(Servers.ServerMode.Processes, "no container engine answers"),
        (null or "" or "auto", var engine) => new(Servers.ServerMode.Containers, $"{engine} answers"),
        _ => throw new DistributedApplicationException($"{Setting} must be one of auto, containers, processes"),
    };

    // The orchestrator looks for the same two.
    private static string? FindEngine()
    {
        string[] engines = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") is { Length: > 0 } chosen ? [chosen] : ["docker", "podman"];
        return engines.FirstOrDefault(Answers);
    }

    private static bool Answers(string engine)
    {
        try
        {
            using var client = Process.Start(new ProcessStartInfo(engine, ["info"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            _ = client.StandardOutput.ReadToEndAsync();
            _ = client.StandardError.ReadToEndAsync();
            if (client.WaitForExit(EngineDeadline))
                return client.ExitCode == 0;

            client.Kill();
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It is not installed.
            return false;
        }
    }

    private sealed record Decision(ServerMode Mode, string Reason);
}
