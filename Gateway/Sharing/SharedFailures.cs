using System.Security.Cryptography;
using StackExchange.Redis;
using Telemetry.Gateway.Access;
using Telemetry.Gateway.Clients;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Gateway.Sharing;

/// <summary>
/// The attempts of the last minutes to pass with a password, as a stream in Redis: each gateway adds its own and reads on where it was. One
/// that has just started reads from the beginning, and so knows who is locked out.
/// </summary>
public sealed class SharedFailures(PasswordGate gate, RedisLink redis)
{
    private const string Stream = "gateway:attempts";

    // In one exchange, each way. A flood of wrong passwords from many addresses is told of later.
    private const int Most = 1_000;

    // In the stream, roughly.
    private const int MostKept = 20_000;

    private const int OriginLength = 8;
    private const int EntryLength = 1 + OriginLength + Pseudonym.Length;
    private const byte Right = (byte)'+';
    private const byte Wrong = (byte)'-';

    // ARGV: where to read on ("": from the beginning of the window), the window in milliseconds, then what to add.
    private static readonly string Script =
        $$"""
        local time = redis.call('time')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        for i = 3, #ARGV do
          redis.call('xadd', KEYS[1], 'maxlen', '~', {{MostKept}}, '*', 'attempt', ARGV[i])
        end
        if #ARGV > 2 then
          redis.call('pexpire', KEYS[1], ARGV[2])
        end
        local from = ARGV[1]
        if from == '' then
          from = string.format('%.0f', now - ARGV[2])
        end
        return { now, redis.call('xrange', KEYS[1], '(' .. from, '+', 'count', {{Most}}) }
        """;

    // Tells its own from others'.
    private readonly byte[] _origin = RandomNumberGenerator.GetBytes(OriginLength);

    // Taken from the gate and not known to be told. If only the answer was lost, others count one too many.
    private readonly List<Attempt> _untold = [];

    private string _last = "";

    /// <summary>Tells of attempts here, and learns of those elsewhere.</summary>
    /// <returns>Whether Redis answered.</returns>
    internal async Task<bool> ExchangeAsync()
    {
        _untold.AddRange(gate.TakeNews(Most - _untold.Count));
        RedisValue[] values = [_last, (long)PasswordGate.Window.TotalMilliseconds, .. _untold.Select(attempt => (RedisValue)ToBytes(attempt))];
        var (answered, answer) = await redis.TryAsync(database => database.ScriptEvaluateAsync(Script, [Stream], values));
        if (!answered)
            return false;

        _untold.Clear();
        var parts = (RedisResult[])answer!;
        Learn((RedisResult[])parts[1]!, now: (long)parts[0]);
        return true;
    }

    private void Learn(RedisResult[] entries, long now)
    {
        foreach (var entry in entries.Select(entry => (RedisResult[])entry!))
        {
            _last = (string)entry[0]!;
            var bytes = (byte[])((RedisResult[])entry[1]!)[1]!;
            if (bytes.Length == EntryLength && !bytes.AsSpan(1, OriginLength).SequenceEqual(_origin))
                gate.Learn(new Attempt(Pseudonym.From(bytes.AsSpan(1 + OriginLength)), bytes[0] == Right), TimeSpan.FromMilliseconds(now - long.Parse(_last.Split('-')[0])));
        }
    }

    private byte[] ToBytes(Attempt attempt)
    {
        var bytes = new byte[EntryLength];
        bytes[0] = attempt.WasRight ? Right : Wrong;
        _origin.CopyTo(bytes, 1);
        attempt.Client.WriteTo(bytes.AsSpan(1 + OriginLength));
        return bytes;
    }
}
