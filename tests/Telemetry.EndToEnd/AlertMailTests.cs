using System.Net;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>Alerts from the posts of scripts to the mail at a real SMTP server.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class AlertMailTests(SharedPlatform shared)
{
    [Fact]
    public async Task A_bad_release_sends_one_mail()
    {
        const string script = "bad-release-of-a-script";
        var result = await new FleetRun(
            new FleetOptions { Gateway = shared.Platform.Gateway, Instances = 0, BadScript = script, Runs = 40, Fail = 40, Light = true },
            TimeProvider.System.GetUtcNow()).RunAsync(CancellationToken.None);
        Assert.Equal(0, result.Unacknowledged);

        var received = await Eventually.GetAsync(
            () => Task.FromResult(shared.Mail.Mails.Where(mail => mail.Text.Contains(script, StringComparison.Ordinal)).ToList()),
            mails => mails.Count > 0,
            "a mail about the script");

        var mail = Assert.Single(received);
        Assert.Contains($"NEW: {script} (script failure rate)", mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://telemetry.example.org/dashboard/alerts", mail.Html, StringComparison.Ordinal);
        var log = await Eventually.GetAsync(
            () => shared.Platform.ReadAsync("/api/v1/admin/deliveries?limit=100"),
            log => log.GetRawText().Contains("sent_at\":\"", StringComparison.Ordinal),
            "it is logged as sent");
        Assert.Contains("o***@example.org", log.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("ops@example.org", log.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_alert_requested_by_the_admin_arrives_by_mail()
    {
        using var admin = shared.Platform.CreateAdmin();
        using var response = await admin.PostAsync(new Uri("/api/alerts/test", UriKind.Relative), content: null);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted, $"{response.StatusCode}");

        await Eventually.HoldsAsync(
            () => shared.Mail.Mails.Any(mail => mail.Subject == "[Telemetry] Test: alerts arrive here"), "the test's mail");
    }
}
