using Telemetry.Manifests.Kubernetes;
using Telemetry.Manifests.Model;
using Telemetry.Manifests.Output;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Compose;

/// <summary><c>compose/</c>: everything on one machine, with settings and secrets in <c>.env</c>.</summary>
internal static class ComposeFiles
{
    private const string Folder = "compose";
    private const string Scripts = "./scripts:/scripts:ro";

    private static readonly object s_logs = new { driver = "json-file", options = Yaml.Map(("max-size", "10m"), ("max-file", "5")) };

    public static IEnumerable<OutputFile> Of(Platform platform)
    {
        yield return new GeneratedFile(
            $"{Folder}/compose.yaml",
            Yaml.Of("Written by ./publish: changes go into compose.override.yaml and .env.", Compose(platform)));
        yield return new InitialFile($"{Folder}/.gitignore", ".env\n");
        yield return new EnvironmentFile(
            $"{Folder}/.env",
            "# Yours: ./publish adds what is missing and changes nothing. Empty: the default (README, Configure). " +
            "Keep a copy where secrets are kept.\n",
            [
                new("COMPOSE_PROJECT_NAME", "telemetry"),
                .. External(platform).Select(binding => new EnvironmentEntry("GATEWAY_PORT", $"{binding.HostPort ?? binding.Port}")),
                .. platform.Services.Select(service => service.Workload.Name)
                    .Select(name => new EnvironmentEntry(ImageVariable(name), $"{ServiceProfile.Image(name)}:latest")),
                .. platform.Parameters.Append(ServiceProfile.Otlp).Append(DatabaseClient.Days)
                    .Select(parameter => EnvironmentEntry.Of(parameter, platform)),
            ]);
        foreach (var server in platform.Servers)
        {
            if (ServerProfile.Of(server).Configuration is { } lines)
                yield return new GeneratedFile($"{Folder}/{ConfigurationOf(server)}", $"# Written by ./publish.\n{lines}");
        }

        foreach (var script in new[] { "backup.sh", "restore.sh" })
            yield return new GeneratedFile($"{Folder}/scripts/{script}", DatabaseClient.Script(script));
    }

    private static string ConfigurationOf(Deployed<Container> server) => $"{server.Workload.Name}.conf";

    // The only binding for clients.
    private static IEnumerable<Binding> External(Platform platform) =>
        platform.Services.SelectMany(service => service.Workload.Bindings).Where(binding => binding.External).Take(1);

    private static string ImageVariable(string service) => $"{service.ToUpperInvariant().Replace('-', '_')}_IMAGE";

    private static object Compose(Platform platform)
    {
        var services = new Dictionary<string, object>(StringComparer.Ordinal);
        var volumes = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var service in platform.Services)
            services[service.Workload.Name] = Service(service);
        foreach (var server in platform.Servers)
        {
            var profile = ServerProfile.Of(server);
            services[server.Workload.Name] = Server(server, profile);
            if (profile.Storage is not null)
                volumes[server.Workload.Name] = new { };
            if (ServerProfile.IsPostgres(server.Workload))
            {
                volumes["backups"] = new { };
                foreach (var tool in new[] { "backup", "restore" })
                    services[tool] = Tool(tool, server, platform);
            }
        }

        return new { services, volumes };
    }

    private static object Service(Deployed<Project> service) => new
    {
        image = $"${{{ImageVariable(service.Workload.Name)}:-{ServiceProfile.Image(service.Workload.Name)}:latest}}",
        restart = "unless-stopped",
        command = service.Arguments is { Count: > 0 } arguments ? arguments.Select(Escape) : null,
        depends_on = service.Calls.ToDictionary(called => called, _ => new { condition = "service_healthy" }),
        environment = Environment(ServiceProfile.Variables(service)),
        ports = service.Workload.Bindings.FirstOrDefault(binding => binding.External) is { } external
            ? new[] { $"${{GATEWAY_PORT:-{external.HostPort ?? external.Port}}}:{external.Port}" }
            : null,
        healthcheck = Check(ServiceProfile.HealthCommand(service.Workload), seconds: 15),
        read_only = true,
        tmpfs = new[] { "/tmp" },
        cap_drop = new[] { "ALL" },
        security_opt = new[] { "no-new-privileges:true" },
        mem_limit = Size.ForCompose(ServiceProfile.Of(service.Workload.Name).Size.MaxMemory),
        stop_grace_period = "45s",
        logging = s_logs,
    };

    private static object Server(Deployed<Container> server, ServerProfile profile) => new
    {
        image = server.Workload.Image,

        // RabbitMQ names its data after its host.
        hostname = server.Workload.Name,
        restart = "unless-stopped",

        // The image drops root by itself only if it starts its own program.
        user = profile.Command is null ? null : $"{ServerProfile.User}:{ServerProfile.User}",
        entrypoint = profile.Command is null ? null : new[] { "sh", "-c", Escape(profile.Command) },
        command = profile.Arguments?.Select(Escape),
        environment = Environment([.. server.Variables, .. profile.Variables]),
        healthcheck = Check(profile.Ready, profile.CheckSeconds),
        volumes = Volumes(server, profile),
        security_opt = new[] { "no-new-privileges:true" },
        mem_limit = Size.ForCompose(profile.Size.MaxMemory),
        shm_size = profile.SharedMemory is { } shared ? Size.ForCompose(shared) : null,
        stop_grace_period = $"{profile.StopSeconds}s",
        logging = s_logs,
    };

    private static string[]? Volumes(Deployed<Container> server, ServerProfile profile)
    {
        string[] volumes =
        [
            .. profile.Storage is null ? [] : new[] { $"{server.Workload.Name}:{profile.Data}" },
            .. profile.Configuration is null
                ? []
                : new[] { $"./{ConfigurationOf(server)}:{RabbitMqCluster.ConfigurationDirectory}/20-limits.conf:ro" },
        ];
        return volumes is [] ? null : volumes;
    }

    // Not started by `up`: `docker-compose run --rm backup`.
    private static object Tool(string name, Deployed<Container> postgres, Platform platform) => new
    {
        image = postgres.Workload.Image,
        profiles = new[] { "tools" },
        depends_on = Yaml.Map((postgres.Workload.Name, new { condition = "service_healthy" })),
        entrypoint = new[] { "sh", $"/scripts/{name}.sh" },
        environment = Environment(DatabaseClient.Variables(postgres, platform)),
        volumes = new[] { $"backups:{DatabaseClient.BackupDirectory}", Scripts },
        mem_limit = Size.ForCompose(DatabaseClient.Size.MaxMemory),
        logging = s_logs,
    };

    private static object Check(IReadOnlyList<string> command, int seconds) => new
    {
        test = (string[])["CMD", .. command.Select(Escape)],
        interval = $"{seconds}s",
        timeout = $"{Math.Max(5, seconds / 2)}s",
        retries = 4,
        start_period = "60s",
    };

    private static Dictionary<string, string> Environment(IReadOnlyList<Variable> variables) => variables.ToDictionary(
        variable => variable.Name,
        variable => string.Concat(
            variable.Parts.Select(part => part.Parameter is { } parameter ? Reference(parameter) : Escape(part.Text!))));

    // Compose does not start without a secret that has no default, and names it.
    private static string Reference(Parameter parameter) => parameter.GeneratedLength is null
        ? $"${{{parameter.Variable}:-}}"
        : $"${{{parameter.Variable}:?is not set in .env}}";

    private static string Escape(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
