using System.Text.Json;
using System.Text.Json.Serialization;

// This file is compiled into both: the engine (StandIns/Aspire.Hosting), which writes facts to the dashboard's standard input, and the dashboard,
// which writes commands to its standard output. Each message is one line of JSON.
namespace Aspire.Dashboard.Feed;

/// <summary>What the engine tells: one of the two.</summary>
internal sealed record Fact(ResourceSnapshot? Resource = null, ConsoleLine? Console = null);

/// <summary>How a resource is.</summary>
internal sealed record ResourceSnapshot
{
    public required string Name { get; init; }

    /// <summary>Its place in the model.</summary>
    public required int Position { get; init; }

    /// <summary>The service that it is one of several processes of, as all of them call themselves in their telemetry.</summary>
    public string? Service { get; init; }

    /// <summary>Project, PostgresServer, ...</summary>
    public required string Type { get; init; }

    /// <summary>One of Aspire's KnownResourceStates.</summary>
    public required string State { get; init; }

    /// <summary>Null while it does not run, or is not known yet.</summary>
    public bool? IsHealthy { get; init; }

    /// <summary>Why it is not healthy, or could not be started.</summary>
    public string? Fault { get; init; }

    /// <summary>The resource whose process it lives in; null: it has its own, which takes commands.</summary>
    public string? Parent { get; init; }

    /// <summary>When its process started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public int? ProcessId { get; init; }

    /// <summary>Of the process before, if it ended by itself.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How often its process has been started again.</summary>
    public int Restarts { get; init; }

    /// <summary>The project or the command line.</summary>
    public string? Source { get; init; }

    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Without the secrets.</summary>
    public IReadOnlyList<EnvironmentVariable> Environment { get; init; } = [];
}

/// <summary>A variable of a resource's environment.</summary>
internal sealed record EnvironmentVariable(string Name, string Value);

/// <summary>A line that a resource has written, with ANSI colours, or that the engine says about it.</summary>
internal sealed record ConsoleLine(string Resource, DateTimeOffset At, string Text);

/// <summary>What the dashboard asks for.</summary>
/// <param name="Resource">Whose process.</param>
/// <param name="Kind">What to do with it.</param>
internal sealed record Command(string Resource, CommandKind Kind);

/// <summary>What can be done with a process.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CommandKind>))]
internal enum CommandKind
{
    Start,
    Stop,
    Restart,
}

/// <summary>How messages are written.</summary>
internal static class FeedJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}
