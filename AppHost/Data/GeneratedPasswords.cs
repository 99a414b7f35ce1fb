using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Telemetry.AppHost.Data;

/// <summary>
/// The generated passwords: <c>secrets.json</c> in the data directory, mode 0600. Only they open the data. Aspire would keep them in the
/// user's home directory, the same ones for every data directory.
/// </summary>
internal static class GeneratedPasswords
{
    private const string Section = "Parameters";

    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    /// <summary>
    /// Sets every parameter with a generated default to its stored value, and stores new ones. Throws
    /// <see cref="DistributedApplicationException"/> if the file cannot be read.
    /// </summary>
    public static void StoreGeneratedPasswords(this IDistributedApplicationBuilder builder)
    {
        var file = FileIn(builder);
        var passwords = Read(file);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = passwords.Select(Setting) });

        // By then the model is complete, and no value has been read.
        builder.OnBeforeStart((_, _) =>
        {
            var created = builder.Resources.Select(Parameter).OfType<ParameterResource>()
                .Where(parameter => parameter.Default is not null)
                .Where(parameter => string.IsNullOrEmpty(builder.Configuration[$"{Section}:{parameter.Name}"]))
                .ToDictionary(parameter => parameter.Name, parameter => parameter.Default!.GetDefaultValue(), StringComparer.Ordinal);
            if (created.Count > 0)
            {
                Write(file, passwords.Concat(created).OrderBy(password => password.Key, StringComparer.Ordinal).ToDictionary());
                builder.Configuration.AddInMemoryCollection(created.Select(Setting));
            }

            return Task.CompletedTask;
        });
    }

    public static string FileIn(IDistributedApplicationBuilder builder) => Path.Combine(DataDirectory.Of(builder).Path, "secrets.json");

    // A server's own password is not a resource of the model.
    private static ParameterResource? Parameter(IResource resource) => resource switch
    {
        PostgresServerResource postgres => postgres.PasswordParameter,
        RabbitMQServerResource rabbitMq => rabbitMq.PasswordParameter,
        RedisResource redis => redis.PasswordParameter,
        _ => resource as ParameterResource,
    };

    private static KeyValuePair<string, string?> Setting(KeyValuePair<string, string> password) =>
        new($"{Section}:{password.Key}", password.Value);

    private static Dictionary<string, string> Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))! : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The passwords in {file} cannot be read: {e.Message}", e);
        }
    }

    // Atomic: with half a file the servers' data could no longer be opened.
    private static void Write(string file, Dictionary<string, string> passwords)
    {
        var part = file + ".part";
        File.Delete(part);
        using (var stream = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(stream, passwords, s_readable);
            stream.Flush(flushToDisk: true);
        }

        File.Move(part, file, overwrite: true);
    }
}
