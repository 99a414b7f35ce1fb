using System.Security.Cryptography;
using StackExchange.Redis;
using Telemetry.Gateway.RateLimiting;

namespace Telemetry.Tests.Gateway;

/// <summary>
/// Two gateways that count as one, through a Redis that can be cut and frozen. Their clocks stand still; that of Redis does not.
/// </summary>
[Collection(Servers.Collection)]
public sealed class SharingTests(SharingTests.Gateways gateways) : IClassFixture<SharingTests.Gateways>
{
    // A token comes back after 15 seconds.
    private const int Limit = 4;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private GatewayApp One => gateways.One;

    private GatewayApp Other => gateways.Other;

    [Fact]
    public Task Two_gateways_share_one_limit_and_pay_back_excess_tokens() => UndisturbedAsync(async address =>
    {
        Assert.Equal([200, 200], await PostAsync(One, address, 2));
        await ExchangeAsync(One);

        // It knows nothing of this client before its first post.
        Assert.Equal([200], await PostAsync(Other, address, 1));
        await ExchangeAsync(Other);
        Assert.Equal([200, 429], await PostAsync(Other, address, 2));
        await ExchangeAsync(Other);

        // Before one exchange it admits one too many; after it, both owe that one.
        Assert.Equal([200], await PostAsync(One, address, 1));
        await ExchangeAsync(One);
        using var refused = await One.ClientFrom(address).PostAsync("/v1/snapshot", null);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("0", refused.Headers.GetValues("X-RateLimit-Remaining").Single());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(16), TimeSpan.FromSeconds(30));
        Assert.Equal([200], await PostAsync(One, GatewayApp.NewAddress(), 1));
    });

    [Fact]
    public async Task Gateways_limit_separately_without_Redis_and_together_when_it_returns()
    {
        foreach (var harm in new[] { gateways.Redis.Cut, gateways.Redis.Freeze })
        {
            var address = GatewayApp.NewAddress();
            await ExchangeAgainAsync();

            harm();
            Assert.Equal([200, 200, 200, 200, 429], await PostAsync(One, address, Limit + 1));
            Assert.Equal([200, 429], (await PostAsync(Other, address, Limit + 1)).Distinct());
            Assert.Equal([401, 401, 401, 401, 401, 429], await LogInAsync(One, address, 6));
            Assert.False(await Service(One).SyncAsync(CancellationToken.None));

            gateways.Redis.Restore();
            await ExchangeAgainAsync();
            Assert.Equal([429], await LogInAsync(Other, address, 1, GatewayApp.Password));
            await UndisturbedAsync(async another =>
            {
                await PostAsync(One, another, Limit);
                await ExchangeAsync(One);
                await PostAsync(Other, another, 1);
                await ExchangeAsync(Other);
                Assert.Equal([429], await PostAsync(Other, another, 1));
            });
        }
    }

    [Fact]
    public Task Counts_are_restored_after_Redis_has_lost_its_data() => UndisturbedAsync(async address =>
    {
        await PostAsync(One, address, Limit - 1);
        await ExchangeAsync(One);
        using (var redis = gateways.Connect())
            await redis.GetDatabase().KeyDeleteAsync([.. Keys(redis)]);

        await PostAsync(One, address, 1);
        await ExchangeAsync(One);
        await PostAsync(Other, address, 1);
        await ExchangeAsync(Other);

        Assert.Equal([429], await PostAsync(Other, address, 1));
    });

    [Fact]
    public Task Wrong_passwords_at_two_gateways_lock_out_the_address_at_all() => UndisturbedAsync(async address =>
    {
        Assert.Equal([401, 401, 401], await LogInAsync(One, address, 3));
        await ExchangeAsync(One, Other);
        Assert.Equal([401, 401, 429], await LogInAsync(Other, address, 3));
        await ExchangeAsync(Other, One);

        // One that starts now knows it as well.
        await using var late = await gateways.StartAsync();
        await ExchangeAsync(late);
        foreach (var app in new[] { One, Other, late })
        {
            using var refused = await AccessTests.LogInAsync(app.ClientFrom(address), GatewayApp.Password);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
            Assert.Equal([302], await LogInAsync(app, GatewayApp.NewAddress(), 1, GatewayApp.Password));
        }
    });

    [Fact]
    public Task The_right_password_at_one_gateway_clears_the_count_of_all() => UndisturbedAsync(async address =>
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal([401, 401, 401, 401], await LogInAsync(One, address, 4));
            await ExchangeAsync(One, Other);
            Assert.Equal([302], await LogInAsync(Other, address, 1, GatewayApp.Password));
            await ExchangeAsync(Other, One);
        }
    });

    [Fact]
    public async Task A_lock_out_continues_past_midnight()
    {
        var address = GatewayApp.NewAddress();
        gateways.Advance(TimeSpan.FromHours(11) + TimeSpan.FromMinutes(50));
        await LogInAsync(One, address, 5);

        gateways.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal([429], await LogInAsync(One, address, 1, GatewayApp.Password));
        gateways.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([302], await LogInAsync(One, address, 1, GatewayApp.Password));
    }

    [Fact]
    public async Task A_session_of_one_gateway_is_valid_at_the_other()
    {
        using var login = await AccessTests.LogInAsync(One.NewClient(), GatewayApp.Password);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard");
        request.Headers.Add("Cookie", login.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        using var answer = await Other.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public Task Redis_holds_no_address_and_every_key_expires() => UndisturbedAsync(async address =>
    {
        await PostAsync(One, address, 2);
        await LogInAsync(One, address, 5);
        await ExchangeAsync(One);

        using var redis = gateways.Connect();
        var database = redis.GetDatabase();
        var held = new List<byte[]>();
        foreach (var key in Keys(redis))
        {
            Assert.InRange((await database.KeyTimeToLiveAsync(key))!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(15));
            held.Add(key!);
            held.Add((await database.KeyDumpAsync(key))!);
        }

        // A bucket and the stream of attempts at least. An address in any form that can be had from it without the password.
        Assert.InRange(held.Count, 4, 1000);
        var bytes = address.GetAddressBytes();
        var mapped = address.MapToIPv6().GetAddressBytes();
        byte[][] forms =
        [
            "127.9."u8.ToArray(), bytes, [.. bytes.Reverse()], mapped,
            .. new[] { bytes, mapped, System.Text.Encoding.ASCII.GetBytes($"{address}") }
                .SelectMany(form => new[] { SHA256.HashData(form), SHA512.HashData(form) })
                .Select(hash => hash[..8]),
        ];
        Assert.DoesNotContain(held, some => forms.Any(form => some.AsSpan().IndexOf(form) >= 0));
    });

    private static GatewaySync Service(GatewayApp app) => app.Services.GetRequiredService<GatewaySync>();

    // What is not exchanged in the quarter of a second that Redis is given is lost, and a busy machine may be that slow: then all is played
    // again.
    private async Task UndisturbedAsync(Func<IPAddress, Task> scenario)
    {
        await Eventually.TrueAsync("Redis answers in time all the while", TimeSpan.FromMinutes(1), async () =>
        {
            await ExchangeAgainAsync();
            try
            {
                await scenario(GatewayApp.NewAddress());
                return true;
            }
            catch (MissedException)
            {
                return false;
            }
        });
    }

    private async Task ExchangeAgainAsync()
    {
        foreach (var app in new[] { One, Other })
            await Eventually.TrueAsync("it exchanges again", Soon, () => Service(app).SyncAsync(CancellationToken.None));
    }

    // One after the other: the later one learns what the earlier one has told.
    private static async Task ExchangeAsync(params GatewayApp[] apps)
    {
        foreach (var app in apps)
        {
            if (!await Service(app).SyncAsync(CancellationToken.None))
                throw new MissedException();
        }
    }

    private static async Task<IReadOnlyList<int>> PostAsync(GatewayApp app, IPAddress address, int times)
    {
        var client = app.ClientFrom(address);
        var answers = new List<int>();
        for (var i = 0; i < times; i++)
        {
            using var answer = await client.PostAsync("/v1/snapshot", null);
            answers.Add((int)answer.StatusCode);
        }

        return answers;
    }

    private static async Task<IReadOnlyList<int>> LogInAsync(GatewayApp app, IPAddress address, int times, string password = "wrong")
    {
        var client = app.ClientFrom(address);
        var answers = new List<int>();
        for (var i = 0; i < times; i++)
        {
            using var answer = await AccessTests.LogInAsync(client, password);
            answers.Add((int)answer.StatusCode);
        }

        return answers;
    }

    private static IReadOnlyList<RedisKey> Keys(ConnectionMultiplexer redis) =>
        [.. redis.GetServer(redis.GetEndPoints()[0]).Keys(pattern: "gateway:*")];

    // An exchange that did not come about.
    private sealed class MissedException : Exception;

    /// <summary>Two gateways at one Redis.</summary>
    public sealed class Gateways(Servers servers) : IAsyncLifetime
    {
        public Relay Redis { get; private set; } = null!;

        public GatewayApp One { get; private set; } = null!;

        public GatewayApp Other { get; private set; } = null!;

        /// <summary>Moves the clocks of both.</summary>
        public void Advance(TimeSpan time)
        {
            One.Time.Advance(time);
            Other.Time.Advance(time);
        }

        /// <summary>A connection past the relay.</summary>
        public ConnectionMultiplexer Connect() => ConnectionMultiplexer.Connect(servers.Redis);

        /// <summary>Starts one more gateway, at the time of the others.</summary>
        public async Task<GatewayApp> StartAsync()
        {
            var redis = servers.Redis.Split(',');
            redis[0] = $"127.0.0.1:{Redis.Port}";
            var app = new GatewayApp
            {
                Settings = new() { ["ConnectionStrings:cache"] = string.Join(',', redis), ["RATE_LIMIT"] = $"{Limit}" },
            };
            app.Time.SetUtcNow(One?.Time.GetUtcNow() ?? app.Time.GetUtcNow());
            await app.InitializeAsync();
            return app;
        }

        public async ValueTask InitializeAsync()
        {
            var redis = servers.Redis.Split(',')[0].Split(':');
            Redis = new Relay(redis[0], int.Parse(redis[1]));
            One = await StartAsync();
            Other = await StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await One.DisposeAsync();
            await Other.DisposeAsync();
            await Redis.DisposeAsync();
        }
    }
}
