using System.Text;
using Telemetry.Manifests.Model;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Kubernetes;

/// <summary>Three nodes that find each other by their names: no plugin, and no access to Kubernetes' API.</summary>
/// <param name="server">The server's name.</param>
/// <param name="profile">What is known of it.</param>
internal sealed class RabbitMqCluster(string server, ServerProfile profile)
{
    private const string ConfigFile = "20-cluster.conf";
    private const string Config = "config";

    /// <summary>Where the image reads its configuration from, in the order of the files' names; its own is 10-defaults.conf.</summary>
    public const string ConfigurationDirectory = "/etc/rabbitmq/conf.d";

    /// <summary>
    /// A node that goes leaves only while the others keep every quorum queue, and hands its leaders over first. The limit is for a cluster
    /// that is taken down as a whole.
    /// </summary>
    public static readonly object Lifecycle = new
    {
        preStop = new
        {
            exec = new
            {
                command = new[] { "sh", "-c", "rabbitmq-upgrade await_online_quorum_plus_one -t 90; rabbitmq-upgrade drain -t 30" },
            },
        },
    };

    /// <summary>The configuration among the image's own.</summary>
    public static readonly object Mount =
        new { name = Config, mountPath = $"{ConfigurationDirectory}/{ConfigFile}", subPath = ConfigFile, readOnly = true };

    /// <summary>The secret by which nodes authenticate each other.</summary>
    public Parameter Cookie => CookieOf(server);

    /// <summary>The ConfigMap's name.</summary>
    public string ConfigMap => $"{server}-config";

    /// <summary>The name that a node has whichever address its pod gets.</summary>
    public IReadOnlyList<object> Variables =>
    [
        new { name = "POD_NAME", valueFrom = new { fieldRef = new { fieldPath = "metadata.name" } } },
        new { name = "RABBITMQ_USE_LONGNAME", value = "true" },
        new { name = "RABBITMQ_NODENAME", value = $"rabbit@$(POD_NAME).{ServerObjects.Nodes(server)}" },
    ];

    public object Volume => new { name = Config, configMap = new { name = ConfigMap } };

    /// <summary>The secret of a server's cluster.</summary>
    public static Parameter CookieOf(string server) => new($"{server}-erlang-cookie", Secret: true, Default: null, GeneratedLength: 40);

    /// <summary>The file of the ConfigMap.</summary>
    public (string Name, string Content) Configuration()
    {
        var text = new StringBuilder("# Written by ./publish.\ncluster_formation.peer_discovery_backend = classic_config\n");
        for (var node = 0; node < profile.Nodes; node++)
            text.Append($"cluster_formation.classic_config.nodes.{node + 1} = rabbit@{server}-{node}.{ServerObjects.Nodes(server)}\n");
        text.Append(
            $"""
            cluster_formation.target_cluster_size_hint = {profile.Nodes}
            # A queue that was declared before all nodes were there gets its other members later.
            quorum_queue.continuous_membership_reconciliation.enabled = true
            quorum_queue.continuous_membership_reconciliation.target_group_size = {profile.Nodes}
            queue_leader_locator = balanced
            # The services' user, who comes from other pods. NetworkPolicy and the password keep everybody else out.
            loopback_users.guest = false
            {profile.Configuration}
            """);
        return (ConfigFile, text.ToString());
    }

    /// <summary>Writes the secret to a file that only the server can read: Erlang demands it, and a mounted Secret is none.</summary>
    public object CookieContainer(string image, object dataMount) => new
    {
        name = "cookie",
        image,
        command = new[]
        {
            "sh",
            "-ec",
            $"umask 077; rm -f {profile.Data}/.erlang.cookie; printf %s \"${Cookie.Variable}\" >{profile.Data}/.erlang.cookie",
        },
        env = new[] { PodVariables.From(Cookie.Variable, Cookie) },
        resources = Pods.Resources(new("50m", "200m", "32Mi", "64Mi")),
        securityContext = Pods.ContainerSecurity,
        volumeMounts = new[] { dataMount },
    };
}
