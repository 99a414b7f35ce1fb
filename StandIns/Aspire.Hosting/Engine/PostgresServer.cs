using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>PostgreSQL of Debian's package, any major version.</summary>
internal sealed class PostgresServer(PostgresServerResource resource, DataDirectories directories, Watchdog watchdog, ILogger log)
    : ServerWorkload(resource, directories, watchdog, log)
{
    private const string Installations = "/usr/lib/postgresql";

    // "Authentication request" follows the start-up message once the server takes connections; before, it is an error ('E').
    private const byte AuthenticationRequest = (byte)'R';

    private string? _programs;

    public override IReadOnlyList<IResource> Provides => [resource, .. resource.Databases];

    // SIGINT: roll back, disconnect, write everything. SIGTERM would wait for the clients.
    public override int StopSignal => Native.Interrupt;

    public override TimeSpan StopWithin => TimeSpan.FromSeconds(30);

    protected override string UserName => "postgres";

    protected override IReadOnlyCollection<string> ProgramNames => ["postgres", "initdb"];

    private string Data => Path.Combine(Directory, "data");

    public override void Require(Programs programs)
    {
        if (Installed().Count == 0)
            throw Programs.Missing(Name, "postgresql", "postgres");
    }

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await base.PrepareAsync(cancellationToken);
        var installed = Installed();
        var version = Path.Combine(Data, "PG_VERSION");
        if (File.Exists(version))
        {
            var made = (await File.ReadAllTextAsync(version, cancellationToken)).Trim();
            _programs = installed.GetValueOrDefault(made) ?? throw new DistributedApplicationException(
                $"The data in {Data} are of PostgreSQL {made}, but only {string.Join(", ", installed.Keys)} is installed. Install postgresql-{made}, or move the data away.");
        }
        else
        {
            _programs = installed.Values.Last();
            await InitializeAsync(cancellationToken);
        }

        DataDirectories.WritePrivate(
            Script,
            "select format('create database %I', :'name') where not exists (select from pg_database where datname = :'name') \\gexec\n",
            User);

        // No postgres works in this directory (base), so the number in the file belongs to somebody else by now.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
    }

    public override ValueTask<CommandLine> CommandAsync(CancellationToken cancellationToken) => new(Command(
        "postgres",
        "-D", Data, "-p", $"{Port}",
        "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200",
        "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "logging_collector=off", "-c", "log_timezone=UTC"));

    public override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var parameters = Encoding.ASCII.GetBytes($"user\0{PostgresServerResource.UserName}\0database\0postgres\0\0");
        var message = new byte[8 + parameters.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), 3 << 16);
        parameters.CopyTo(message, 8);
        if ((await AskAsync(message, 1, cancellationToken))[0] != AuthenticationRequest)
            throw new IOException("it takes no connections yet");
    }

    public override async Task ReadyAsync(CancellationToken cancellationToken)
    {
        foreach (var database in resource.Databases)
        {
            // psql reads the name from a variable and quotes it; \gexec runs what the query returns: nothing if the database exists.
            var create = Command(
                "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", $"name={database.DatabaseName}",
                "-h", "127.0.0.1", "-p", $"{Port}", "-U", PostgresServerResource.UserName, "-d", "postgres", "-f", Script);
            await create.RunAsync(cancellationToken);
        }
    }

    private string Script => Path.Combine(Directory, "create-database.sql");

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        // Complete or not there: a kill amid initdb leaves only the part behind.
        var part = Data + ".part";
        if (System.IO.Directory.Exists(part))
            System.IO.Directory.Delete(part, recursive: true);

        var password = Path.Combine(Directory, "password");
        DataDirectories.WritePrivate(password, Password, User);
        try
        {
            await Command(
                "initdb", "-D", part, "-U", PostgresServerResource.UserName, "-A", "scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C.UTF-8").RunAsync(cancellationToken);
        }
        finally
        {
            File.Delete(password);
        }

        System.IO.Directory.Move(part, Data);
    }

    private CommandLine Command(string program, params string[] args) => new(Path.Combine(_programs!, program), args, Directory)
    {
        User = User,
        Environment = new Dictionary<string, string> { ["PGPASSWORD"] = Password, ["HOME"] = Directory, ["LC_ALL"] = "C.UTF-8" },
    };

    // Major version to directory, the newest last.
    private static SortedDictionary<string, string> Installed() => new(
        System.IO.Directory.Exists(Installations)
            ? System.IO.Directory.GetDirectories(Installations)
                .Where(d => File.Exists(Path.Combine(d, "bin", "postgres")) && int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .ToDictionary(d => Path.GetFileName(d), d => Path.Combine(d, "bin"))
            : [],
        Comparer<string>.Create((a, b) => int.Parse(a, CultureInfo.InvariantCulture).CompareTo(int.Parse(b, CultureInfo.InvariantCulture))));
}
