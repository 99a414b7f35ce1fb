using Microsoft.Extensions.Hosting;

namespace Telemetry.AppHost;

/// <summary>
/// A mail server for development that shows its mails on a page: npm's maildev, if it is installed and SMTP_HOST is not set. It is never
/// downloaded, and nothing waits for it.
/// </summary>
internal static class MailSink
{
    private const string Name = "maildev";
    private const string Host = "127.0.0.1";

    // Beside the clone's other tools; `npm install --prefix tools/mail-sink` puts it there.
    private const string InClone = "../tools/mail-sink/node_modules/.bin";

    /// <summary>Null if maildev is not installed; a printed line then says how to install it.</summary>
    public static IResourceBuilder<ExecutableResource>? AddMailSink(this IDistributedApplicationBuilder builder)
    {
        var hasServer = builder.Configuration["SMTP_HOST"] is { Length: > 0 };
        if (builder.ExecutionContext.IsPublishMode || !builder.Environment.IsDevelopment() || hasServer)
            return null;
        if (Find(builder.AppHostDirectory) is not { } program)
        {
            Console.WriteLine("Mails: none are sent without SMTP_HOST. To look at them here: npm install --prefix tools/mail-sink");
            return null;
        }

        return builder.AddExecutable(Name, program, ".", "--ip", Host, "--silent")
            .WithHttpEndpoint(env: "MAILDEV_WEB_PORT", isProxied: false)
            .WithEndpoint(name: "smtp", env: "MAILDEV_SMTP_PORT", isProxied: false)
            .WithHttpHealthCheck("/healthz")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Mails")
            .OnResourceReady((sink, _, _) =>
            {
                Console.WriteLine($"Mails: {sink.GetEndpoint("http").Url}");
                return Task.CompletedTask;
            });
    }

    public static IResourceBuilder<ProjectResource> WithMailSink(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ExecutableResource>? sink)
    {
        if (sink?.GetEndpoint("smtp") is not { } smtp)
            return service;

        return service.WithEnvironment(context =>
        {
            context.EnvironmentVariables["SMTP_HOST"] = Host;
            context.EnvironmentVariables["SMTP_PORT"] = smtp.Property(EndpointProperty.Port);
            context.EnvironmentVariables["SMTP_TLS"] = "none";
            context.EnvironmentVariables.TryAdd("ALERT_EMAIL", "admin@localhost");
        });
    }

    private static string? Find(string appHostDirectory) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Prepend(Path.GetFullPath(InClone, appHostDirectory))
        .Select(directory => Path.Combine(directory, Name))
        .FirstOrDefault(File.Exists);
}
