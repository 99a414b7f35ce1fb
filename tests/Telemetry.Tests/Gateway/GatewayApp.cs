using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Telemetry.Gateway;

namespace Telemetry.Tests.Gateway;

/// <summary>The gateway on a real port, with a real server for each service behind it.</summary>
public class GatewayApp : IAsyncLifetime
{
    /// <summary>Contains characters with a meaning in headers.</summary>
    public const string Password = "correct horse, \"battery\"; staple=1";

    private static int _lastClient;
    private readonly List<HttpClient> _clients = [];
    private readonly LoggedErrors _errors = new();
    private WebApplicationFactory<GatewayMetrics>? _factory;
    private string? _session;

    public Downstream Ingestion { get; private set; } = null!;

    public Downstream Aggregation { get; private set; } = null!;

    public Downstream Notifications { get; private set; } = null!;

    public Downstream Dashboard { get; private set; } = null!;

    public HostClock Time { get; } = new();

    public IServiceProvider Services => _factory!.Services;

    private Downstream[] Downstreams => [Ingestion, Aggregation, Notifications, Dashboard];

    public IPEndPoint Endpoint { get; private set; } = null!;

    /// <summary>Settings in addition to the defaults of this fixture. An empty address of a service removes the default one.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    public Action<IServiceCollection> AddServices { get; init; } = _ => { };

    public static async Task<GatewayApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var app = new GatewayApp { Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value) };
        await app.InitializeAsync();
        return app;
    }

    public async ValueTask InitializeAsync()
    {
        Ingestion = await Downstream.StartAsync("ingestion");
        Aggregation = await Downstream.StartAsync("aggregation");
        Notifications = await Downstream.StartAsync("notifications");
        Dashboard = await Downstream.StartAsync("dashboard");

        _factory = new WebApplicationFactory<GatewayMetrics>().WithWebHostBuilder(web =>
        {
            web.UseSetting("ADMIN_PASSWORD", Password);
            foreach (var service in Downstreams)
            {
                if (!Settings.Remove($"services:{service.Name}:http:0", out var address))
                    address = service.Address;
                if (address.Length > 0)
                    web.UseSetting($"services:{service.Name}:http:0", address);
            }

            foreach (var (name, value) in Settings)
                web.UseSetting(name, value);
            web.ConfigureTestServices(services =>
            {
                services.AddSingleton<TimeProvider>(Time);
                services.AddSingleton<ILoggerProvider>(_errors);
                AddServices(services);
            });
        });
        _factory.UseKestrel(kestrel => kestrel.ListenAnyIP(0));
        _factory.StartServer();

        var address = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Endpoint = new IPEndPoint(IPAddress.Loopback, new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal)).Port);
    }

    public Downstream Service(string name) => Downstreams.Single(service => service.Name == name);

    /// <summary>Resets the services for the next test of a class.</summary>
    public void Reset()
    {
        foreach (var service in Downstreams)
            service.Reset();
    }

    /// <summary>A client that connects from its own address of 127.0.0.0/8, so it has its own rate limit.</summary>
    public HttpClient NewClient() => ClientFrom(NewAddress());

    /// <summary>A client with the admin's bearer.</summary>
    public HttpClient NewAdmin()
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Password);
        return client;
    }

    public async Task<string> SessionAsync()
    {
        if (_session is null)
        {
            using var login = await AccessTests.LogInAsync(NewClient(), Password);
            _session = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        return _session;
    }

    public static IPAddress NewAddress()
    {
        var number = Interlocked.Increment(ref _lastClient);
        return new IPAddress([127, 9, (byte)(number / 250), (byte)(number % 250 + 1)]);
    }

    /// <summary>A client that connects from a loopback address. It follows no redirects and stores no cookies.</summary>
    public HttpClient ClientFrom(IPAddress address)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = async (_, cancellationToken) => new NetworkStream(
                await ConnectAsync(address, cancellationToken), ownsSocket: true),
        })
        { BaseAddress = new Uri($"http://localhost:{Endpoint.Port}") };
        _clients.Add(client);
        return client;
    }

    /// <summary>A connection for malformed requests, which no HTTP client can send.</summary>
    public async Task<RawConnection> ConnectAsync() => new(new NetworkStream(await ConnectAsync(NewAddress(), default), ownsSocket: true));

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _factory!.DisposeAsync();
        foreach (var service in Downstreams)
            await service.DisposeAsync();

        // No test may make the gateway log an error.
        _errors.AssertNone();
    }

    private async Task<Socket> ConnectAsync(IPAddress from, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(Endpoint, cancellationToken);
        return socket;
    }
}
