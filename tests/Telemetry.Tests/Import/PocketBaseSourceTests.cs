using Microsoft.AspNetCore.Http;
using Telemetry.Import.Sources;

namespace Telemetry.Tests.Import;

/// <summary>Errors that end an import before its first record.</summary>
public sealed class PocketBaseSourceTests
{
    [Theory]
    [InlineData(401, "PocketBase answered 401: it does not let this token list the records (POCKETBASE_TOKEN)")]
    [InlineData(403, "PocketBase answered 403: it does not let this token list the records (POCKETBASE_TOKEN)")]
    [InlineData(400, "PocketBase answered 400")]
    public async Task A_refusal_by_PocketBase_ends_the_import_with_a_reason(int status, string message)
    {
        await using var server = await new PocketBaseServer().StartAsync();
        server.Before = _ => Results.StatusCode(status);
        await using var source = PocketBaseTests.Source(server);

        var error = await Assert.ThrowsAsync<SourceException>(() => RunAsync(source));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task The_token_is_not_sent_to_the_target_of_a_redirect()
    {
        await using var other = await new PocketBaseServer().StartAsync();
        var wasRequested = false;
        other.Before = _ =>
        {
            wasRequested = true;
            return null;
        };
        await using var server = await new PocketBaseServer().StartAsync();
        server.Before = _ => Results.Redirect($"{other.Address}api/collections/telemetry/records?page=1&perPage=1");
        await using var source = PocketBaseTests.Source(server);

        var error = await Assert.ThrowsAsync<SourceException>(() => RunAsync(source));

        Assert.Equal(("PocketBase answered 302", false), (error.Message, wasRequested));
    }

    private static async Task RunAsync(ISource source)
    {
        using var nowhere = new HttpClient();
        await ImportTest.NewRun(source, nowhere).RunAsync(CancellationToken.None);
    }
}
