using System.Threading.Channels;
using Telemetry.Gateway.RateLimiting;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Gateway.Access;

/// <summary>
/// Checks every password, of the login form and of bearers. Five wrong ones from a client within 15 minutes lock it out for 15 minutes,
/// even with the right one: otherwise guessing could go on. Other clients and existing sessions are not affected. Attempts at other
/// gateways are merged later (<see cref="AttemptSync"/>), so clients are identified by pseudonym.
/// </summary>
internal sealed class PasswordGuard(AdminPassword password, ClientPseudonyms pseudonyms, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>The life of a failure, and of a lock-out.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const int MaxFailures = 5;
    private const int MaxClients = 100_000;
    private const int MaxPending = 1_000;

    private readonly ClientTable<Pseudonym, Failures> _clients = new(idle: Window, MaxClients, time);

    // A gateway that does not sync drops the oldest entries.
    private readonly Channel<Attempt> _pending = Channel.CreateBounded<Attempt>(
        new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Check, comparison and count are one step, so that parallel attempts get no extra tries.</summary>
    public PasswordAttempt Try(ClientKey client, string attempt)
    {
        // A lock-out outlives the pseudonym, which changes at midnight.
        var wait = LockedFor(_clients.Get(pseudonyms.Yesterday(client)));
        return wait > TimeSpan.Zero ? new PasswordAttempt(PasswordOutcome.LockedOut, wait) : Try(pseudonyms.Today(client), attempt);
    }

    /// <summary>The remaining lock-out of a client, or zero.</summary>
    public TimeSpan LockedFor(ClientKey client)
    {
        var today = LockedFor(_clients.Get(pseudonyms.Today(client)));
        return today > TimeSpan.Zero ? today : LockedFor(_clients.Get(pseudonyms.Yesterday(client)));
    }

    /// <summary>The attempts since the last call that change a count, in order.</summary>
    public IReadOnlyList<Attempt> Drain(int max)
    {
        var drained = new List<Attempt>();
        while (drained.Count < max && _pending.Reader.TryRead(out var attempt))
            drained.Add(attempt);
        return drained;
    }

    /// <summary>Counts an attempt at another gateway. It does not end a lock-out.</summary>
    public void Merge(Attempt attempt, TimeSpan ago) => _clients.Update(attempt.Client, (ref Failures failures) =>
    {
        failures = Recent(failures);
        if (LockedFor(failures) == TimeSpan.Zero)
            failures = attempt.WasRight ? default : failures.With(time.GetTimestamp() - (long)(ago.TotalSeconds * time.TimestampFrequency));
        return true;
    });

    private PasswordAttempt Try(Pseudonym client, string attempt) => _clients.Update(client, (ref Failures failures) =>
    {
        failures = Recent(failures);
        var wait = LockedFor(failures);
        if (wait > TimeSpan.Zero)
            return new PasswordAttempt(PasswordOutcome.LockedOut, wait);
        if (password.Matches(attempt))
        {
            if (failures.Times is { Length: > 0 })
                _pending.Writer.TryWrite(new Attempt(client, WasRight: true));
            failures = default;
            return new PasswordAttempt(PasswordOutcome.Admitted, TimeSpan.Zero);
        }

        _pending.Writer.TryWrite(new Attempt(client, WasRight: false));
        failures = failures.With(time.GetTimestamp());
        if (failures.Times!.Length == MaxFailures)
            metrics.CountLockOut();
        return new PasswordAttempt(PasswordOutcome.Wrong, TimeSpan.Zero);
    });

    private Failures Recent(Failures failures) =>
        LockedFor(failures) > TimeSpan.Zero
            ? failures
            : new([.. (failures.Times ?? []).Where(failed => time.GetElapsedTime(failed) < Window)]);

    private TimeSpan LockedFor(Failures failures)
    {
        if (failures.Times is not { Length: MaxFailures } times)
            return TimeSpan.Zero;

        var left = Window - time.GetElapsedTime(times[^1]);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    // Ordered, since failures of other gateways arrive late.
    private readonly record struct Failures(long[]? Times)
    {
        public Failures With(long failed) => new([.. (Times ?? []).Append(failed).Order()]);
    }
}

/// <summary>An attempt that changes a count: a wrong password, or the right one after wrong ones.</summary>
internal readonly record struct Attempt(Pseudonym Client, bool WasRight);

internal sealed record PasswordAttempt(PasswordOutcome Outcome, TimeSpan LockedFor);

internal enum PasswordOutcome
{
    Admitted,
    Wrong,

    /// <summary>The password was not compared: there were too many wrong ones.</summary>
    LockedOut,
}
