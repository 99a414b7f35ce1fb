using Telemetry.Manifests.Model;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Kubernetes;

/// <summary>A nightly dump, and a job that restores one when it is started by hand.</summary>
internal static class Backups
{
    /// <summary>The name of the job and of its pods.</summary>
    public const string Name = "backup";

    public const string Restore = "restore";

    public const string Scripts = "backup-scripts";

    private const string Volume = "backups";

    public static IEnumerable<object> Of(Deployed<Container> postgres, Platform platform)
    {
        yield return new
        {
            apiVersion = "v1",
            kind = "PersistentVolumeClaim",
            metadata = new { name = Volume, labels = Pods.Labels(Name) },
            spec = new { accessModes = new[] { "ReadWriteOnce" }, resources = new { requests = new { storage = "50Gi" } } },
        };
        yield return Job(postgres, platform, Name, schedule: "17 2 * * *", suspend: null);

        // Suspended for ever: `kubectl create job --from=cronjob/restore` makes a job of it.
        yield return Job(postgres, platform, Restore, schedule: "0 0 1 1 *", suspend: true);
        yield return Network.OnlyTo(Name, postgres.Workload.Name, platform);
    }

    private static object Job(Deployed<Container> postgres, Platform platform, string name, string schedule, bool? suspend) => new
    {
        apiVersion = "batch/v1",
        kind = "CronJob",
        metadata = new { name, labels = Pods.Labels(Name) },
        spec = new
        {
            schedule,
            suspend,
            concurrencyPolicy = "Forbid",
            startingDeadlineSeconds = 3600,
            successfulJobsHistoryLimit = 1,
            failedJobsHistoryLimit = 3,
            jobTemplate = new
            {
                spec = new
                {
                    backoffLimit = 1,
                    activeDeadlineSeconds = 6 * 3600,
                    template = new
                    {
                        metadata = new { labels = Pods.Labels(Name) },
                        spec = new
                        {
                            restartPolicy = "Never",
                            automountServiceAccountToken = false,
                            enableServiceLinks = false,
                            securityContext = Pods.Security(ServerProfile.User),
                            containers = new[] { Container(postgres, platform, name) },
                            volumes = new object[]
                            {
                                new { name = Volume, persistentVolumeClaim = new { claimName = Volume } },
                                new { name = "scripts", configMap = new { name = Scripts } },
                                new { name = "tmp", emptyDir = new { sizeLimit = "256Mi" } },
                            },
                        },
                    },
                },
            },
        },
    };

    private static object Container(Deployed<Container> postgres, Platform platform, string name) => new
    {
        name,
        image = postgres.Workload.Image,
        command = new[] { "sh", $"/scripts/{name}.sh" },
        env = PodVariables.Of(DatabaseClient.Variables(postgres, platform)),
        resources = Pods.Resources(DatabaseClient.Size),
        securityContext = Pods.ContainerSecurity,
        volumeMounts = new[]
        {
            new { name = Volume, mountPath = DatabaseClient.BackupDirectory },
            new { name = "scripts", mountPath = "/scripts" },
            new { name = "tmp", mountPath = "/tmp" },
        },
    };
}
