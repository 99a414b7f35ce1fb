using System.Text.Json;

namespace Aspire.Dashboard.Feed;

/// <summary>Asks the engine to do something.</summary>
internal sealed class CommandWriter(TextWriter commands)
{
    private readonly Lock _lock = new();

    public void Send(Command command)
    {
        lock (_lock)
        {
            commands.WriteLine(JsonSerializer.Serialize(command, FeedJson.Options));
            commands.Flush();
        }
    }
}
