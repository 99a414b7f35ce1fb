using System.Net.Sockets;

namespace Telemetry.Tests.Gateway;

/// <summary>A TCP connection. Every wait ends at <see cref="Eventually.Deadline"/>.</summary>
public sealed class RawConnection(NetworkStream stream) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(Eventually.Deadline);

    public async Task SendAsync(string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), _deadline.Token);

    /// <summary>Reads until the server closes the connection.</summary>
    public Task<string> ReadToEndAsync() => ReadUntilAsync(text: null);

    /// <summary>Reads until a text arrives or the server closes the connection.</summary>
    public async Task<string> ReadUntilAsync(string? text)
    {
        var all = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while ((text is null || !all.ToString().Contains(text, StringComparison.Ordinal))
                && await stream.ReadAsync(buffer, _deadline.Token) is > 0 and var count)
                all.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // A reset ends the response too.
        }

        return all.ToString();
    }

    /// <summary>Sends a text repeatedly until the server responds with another text or closes the connection.</summary>
    public async Task<string> DripAsync(string text, TimeSpan every, string? until = null)
    {
        var response = ReadUntilAsync(until);
        using var timer = new PeriodicTimer(every);
        while (!response.IsCompleted && await timer.WaitForNextTickAsync(_deadline.Token))
        {
            try
            {
                await SendAsync(text);
            }
            catch (IOException)
            {
                break;
            }
        }

        return await response;
    }

    public void Dispose()
    {
        stream.Dispose();
        _deadline.Dispose();
    }
}
