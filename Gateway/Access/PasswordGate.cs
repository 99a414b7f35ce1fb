using Telemetry.Gateway.Clients;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Gateway.Access;

/// <summary>
/// The one door for passwords, from the login form and from bearers alike. Five wrong ones from a client within 15 minutes lock
/// it out for 15 minutes, also with the right one: otherwise guessing could go on. Other clients are not touched, nor is a session that exists.
/// </summary>
public sealed class PasswordGate(AdminPassword password, GatewayMetrics metrics, TimeProvider time)
{
    private const int MostFailures = 5;
    private const int MostClients = 100_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly ClientTable<Failures> _clients = new(idle: Window, MostClients, time);

    /// <summary>Tries a password. Check, comparison and count are one step, so that many attempts at once are not more attempts.</summary>
    public PasswordAttempt Try(ClientKey client, string attempt) => _clients.Update(client, (ref Failures failures) =>
    {
        failures = Recent(failures);
        var wait = LockedFor(failures);
        if (wait > TimeSpan.Zero)
            return new PasswordAttempt(PasswordOutcome.LockedOut, wait);
        if (password.Matches(attempt))
        {
            failures = default;
            return new PasswordAttempt(PasswordOutcome.Admitted, TimeSpan.Zero);
        }

        failures = new([.. failures.Times ?? [], time.GetTimestamp()]);
        if (failures.Times!.Length == MostFailures)
            metrics.LockOut();
        return new PasswordAttempt(PasswordOutcome.Wrong, TimeSpan.Zero);
    });

    /// <summary>For how long a client is still locked out; zero if it is not.</summary>
    public TimeSpan LockedFor(ClientKey client) => LockedFor(_clients.Read(client));

    private Failures Recent(Failures failures) =>
        LockedFor(failures) > TimeSpan.Zero ? failures : new([.. (failures.Times ?? []).Where(failed => time.GetElapsedTime(failed) < Window)]);

    private TimeSpan LockedFor(Failures failures)
    {
        if (failures.Times is not { Length: MostFailures } times)
            return TimeSpan.Zero;

        var left = Window - time.GetElapsedTime(times[^1]);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private readonly record struct Failures(long[]? Times);
}

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
