using System.Globalization;
using System.Security.Cryptography;
using StackExchange.Redis;
using Telemetry.Gateway.RateLimiting;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Gateway.Access;

/// <summary>
/// Password attempts of the last minutes, as a stream in Redis. Each gateway appends its own and reads on from its last position. A new
/// gateway reads from the beginning and so has the lock-outs.
/// </summary>
internal sealed class AttemptSync(PasswordGuard guard, RedisLink redis) : ISyncedState
{
    private const string Stream = "gateway:attempts";

    // Per sync and direction: a flood of wrong passwords from many addresses is spread over several syncs.
    private const int MaxAttempts = 1_000;

    // Of the stream, approximately.
    private const int MaxLength = 20_000;

    private const int OriginLength = 8;
    private const int EntryLength = 1 + OriginLength + Pseudonym.Length;
    private const byte Right = (byte)'+';
    private const byte Wrong = (byte)'-';

    // ARGV: the last position ("": the beginning of the window), the window in milliseconds, then the entries to append.
    private static readonly string Script =
        $$"""
        local time = redis.call('time')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        for i = 3, #ARGV do
          redis.call('xadd', KEYS[1], 'maxlen', '~', {{MaxLength}}, '*', 'attempt', ARGV[i])
        end
        if #ARGV > 2 then
          redis.call('pexpire', KEYS[1], ARGV[2])
        end
        local from = ARGV[1]
        if from == '' then
          from = string.format('%.0f', now - ARGV[2])
        end
        return { now, redis.call('xrange', KEYS[1], '(' .. from, '+', 'count', {{MaxAttempts}}) }
        """;

    // Marks this gateway's entries, which it must not merge again.
    private readonly byte[] _origin = RandomNumberGenerator.GetBytes(OriginLength);

    // Kept until Redis confirms. If only the confirmation was lost, other gateways count an attempt twice.
    private readonly List<Attempt> _pending = [];

    private string _position = "";

    public async Task<bool> SyncAsync()
    {
        _pending.AddRange(guard.Drain(MaxAttempts - _pending.Count));
        RedisValue[] values =
        [
            _position,
            (long)PasswordGuard.Window.TotalMilliseconds,
            .. _pending.Select(attempt => (RedisValue)(byte[])[attempt.WasRight ? Right : Wrong, .. _origin, .. attempt.Client.ToBytes()]),
        ];
        var (succeeded, result) = await redis.TryAsync(database => database.ScriptEvaluateAsync(Script, [Stream], values));
        if (!succeeded)
            return false;

        _pending.Clear();
        var parts = (RedisResult[])result!;
        Merge((RedisResult[])parts[1]!, now: (long)parts[0]);
        return true;
    }

    private void Merge(RedisResult[] entries, long now)
    {
        foreach (var entry in entries.Select(entry => (RedisResult[])entry!))
        {
            _position = (string)entry[0]!;
            var bytes = (byte[])((RedisResult[])entry[1]!)[1]!;
            if (bytes.Length != EntryLength || bytes.AsSpan(1, OriginLength).SequenceEqual(_origin))
                continue;

            var at = long.Parse(_position.Split('-')[0], CultureInfo.InvariantCulture);
            guard.Merge(
                new Attempt(Pseudonym.From(bytes.AsSpan(1 + OriginLength)), bytes[0] == Right), TimeSpan.FromMilliseconds(now - at));
        }
    }
}
