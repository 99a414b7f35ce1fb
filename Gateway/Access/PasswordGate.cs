using System.Threading.Channels;
using Telemetry.Gateway.Clients;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Gateway.Access;

/// <summary>
/// The one door for passwords, from the login form and from bearers alike. Five wrong ones from a client within 15 minutes lock
/// it out for 15 minutes, also with the right one: otherwise guessing could go on. Other clients are not touched, nor is a session that exists.
/// It decides by what it knows; of attempts at other gateways it learns by and by (Sharing), and so knows clients by their pseudonyms only.
/// </summary>
public sealed class PasswordGate(AdminPassword password, ClientPseudonyms pseudonyms, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>After so long a failure is forgotten, and a lock-out over.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const int MostFailures = 5;
    private const int MostClients = 100_000;
    private const int MostNews = 1_000;

    private readonly ClientTable<Pseudonym, Failures> _clients = new(idle: Window, MostClients, time);

    // The oldest go when nobody takes them.
    private readonly Channel<Attempt> _news = Channel.CreateBounded<Attempt>(
        new BoundedChannelOptions(MostNews) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Tries a password. Check, comparison and count are one step, so that many attempts at once are not more attempts.</summary>
    public PasswordAttempt Try(ClientKey client, string attempt)
    {
        // A lock-out outlives the name.
        var wait = LockedFor(_clients.Read(pseudonyms.OfYesterday(client)));
        return wait > TimeSpan.Zero ? new PasswordAttempt(PasswordOutcome.LockedOut, wait) : Try(pseudonyms.Of(client), attempt);
    }

    /// <summary>For how long a client is still locked out; zero if it is not.</summary>
    public TimeSpan LockedFor(ClientKey client)
    {
        var today = LockedFor(_clients.Read(pseudonyms.Of(client)));
        return today > TimeSpan.Zero ? today : LockedFor(_clients.Read(pseudonyms.OfYesterday(client)));
    }

    /// <summary>What happened here since it was last asked for, in order: only what changes a count.</summary>
    public IReadOnlyList<Attempt> TakeNews(int most)
    {
        var news = new List<Attempt>();
        while (news.Count < most && _news.Reader.TryRead(out var attempt))
            news.Add(attempt);
        return news;
    }

    /// <summary>Takes over what happened at another gateway. Who is locked out here stays so.</summary>
    /// <param name="attempt">What happened.</param>
    /// <param name="ago">How long ago.</param>
    public void Learn(Attempt attempt, TimeSpan ago) => _clients.Update(attempt.Client, (ref Failures failures) =>
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
                _news.Writer.TryWrite(new Attempt(client, WasRight: true));
            failures = default;
            return new PasswordAttempt(PasswordOutcome.Admitted, TimeSpan.Zero);
        }

        _news.Writer.TryWrite(new Attempt(client, WasRight: false));
        failures = failures.With(time.GetTimestamp());
        if (failures.Times!.Length == MostFailures)
            metrics.LockOut();
        return new PasswordAttempt(PasswordOutcome.Wrong, TimeSpan.Zero);
    });

    private Failures Recent(Failures failures) =>
        LockedFor(failures) > TimeSpan.Zero ? failures : new([.. (failures.Times ?? []).Where(failed => time.GetElapsedTime(failed) < Window)]);

    private TimeSpan LockedFor(Failures failures)
    {
        if (failures.Times is not { Length: MostFailures } times)
            return TimeSpan.Zero;

        var left = Window - time.GetElapsedTime(times[^1]);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    // In order of time; those of other gateways come late.
    private readonly record struct Failures(long[]? Times)
    {
        public Failures With(long failed) => new([.. (Times ?? []).Append(failed).Order()]);
    }
}

/// <summary>An attempt that changes a count.</summary>
/// <param name="Client">Whose.</param>
/// <param name="WasRight">The right password after wrong ones; else a wrong one.</param>
public readonly record struct Attempt(Pseudonym Client, bool WasRight);

/// <summary>What became of an attempt.</summary>
/// <param name="Outcome">Whether it was let in.</param>
/// <param name="LockedFor">For a locked out client: for how long still.</param>
public sealed record PasswordAttempt(PasswordOutcome Outcome, TimeSpan LockedFor);

/// <summary>What became of an attempt.</summary>
public enum PasswordOutcome
{
    /// <summary>The right password.</summary>
    Admitted,

    /// <summary>A wrong password, which was counted.</summary>
    Wrong,

    /// <summary>Not even looked at: too many wrong ones before.</summary>
    LockedOut,
}
