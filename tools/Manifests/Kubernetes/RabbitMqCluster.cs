using System.Text;
using Telemetry.Manifests.Model;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Kubernetes;

/// <summary>Three nodes that find each other by their names: without a plugin, and without access to Kubernetes' API.</summary>
internal sealed class RabbitMqCluster(string server, ServerProfile profile)
{
    private const string ConfigFile = "20-cluster.conf";
    private const string Config = "config";

    /// <summary>The image's configuration files, read in the order of their names; its own is 10-defaults.conf.</summary>
    public const string ConfigurationDirectory = "/etc/rabbitmq/conf.d";

    /// <summary>
    /// A node leaves only while the others have a majority in every quorum queue, and hands its leaders over first. The limit is for a
    /// cluster that is shut down as a whole.
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

    public static readonly object Mount =
        new { name = Config, mountPath = $"{ConfigurationDirectory}/{ConfigFile}", subPath = ConfigFile, readOnly = true };

    /// <summary>The secret by which nodes authenticate each other.</summary>
    public Parameter Cookie => CookieOf(server);

    public string ConfigMap => $"{server}-config";

    /// <summary>The node's name does not depend on the address of its pod.</summary>
    public IReadOnlyList<object> Variables =>
    [
        new { name = "POD_NAME", valueFrom = new { fieldRef = new { fieldPath = "metadata.name" } } },
        new { name = "RABBITMQ_USE_LONGNAME", value = "true" },
        new { name = "RABBITMQ_NODENAME", value = $"rabbit@$(POD_NAME).{ServerObjects.Nodes(server)}" },
    ];

    public object Volume => new { name = Config, configMap = new { name = ConfigMap } };

    public static Parameter CookieOf(string server) => new($"{server}-erlang-cookie", Secret: true, Default: null, GeneratedLength: 40);

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

    /// <summary>
    /// Writes the secret to a file that only the server can read: Erlang requires that, and the file of a mounted Secret has other modes.
    /// </summary>
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
