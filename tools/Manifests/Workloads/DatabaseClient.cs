using Telemetry.Manifests.Model;

namespace Telemetry.Manifests.Workloads;

/// <summary>Variables and sizes of the backup scripts (Files/backup.sh, Files/restore.sh).</summary>
internal static class DatabaseClient
{
    public const string BackupDirectory = "/backups";

    /// <summary>Of a backup or a restore.</summary>
    public static readonly Size Size = new("100m", "1", "128Mi", "512Mi");

    /// <summary>The days for which dumps are kept.</summary>
    public static readonly Parameter Days = new("backup-days", Secret: false, Default: "14", GeneratedLength: null);

    /// <summary>The variables that PostgreSQL's programs read.</summary>
    public static IReadOnlyList<Variable> Variables(Deployed<Container> postgres, Platform platform) =>
    [
        new("PGHOST", [new(postgres.Workload.Name, null)]),
        new("PGPORT", [new($"{platform.PortOf(postgres.Workload.Name)}", null)]),
        new("PGDATABASE", [new(postgres.Database, null)]),
        new("PGUSER", Of(postgres, "POSTGRES_USER")),
        new("PGPASSWORD", Of(postgres, "POSTGRES_PASSWORD")),
        new("BACKUP_DIR", [new(BackupDirectory, null)]),
        new(Days.Variable, [new(null, Days)]),
    ];

    /// <summary>An embedded script.</summary>
    public static string Script(string name)
    {
        using var reader = new StreamReader(typeof(DatabaseClient).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static IReadOnlyList<Part> Of(Deployed<Container> postgres, string name) =>
        postgres.Variables.FirstOrDefault(variable => variable.Name == name)?.Parts
            ?? throw new ManifestException($"{postgres.Workload.Name}: has no {name}");
}
