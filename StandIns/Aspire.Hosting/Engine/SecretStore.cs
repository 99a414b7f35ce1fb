using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Aspire.Hosting.Engine;

/// <summary>Generated values of parameters, kept between runs in a file that only its owner can read.</summary>
/// <param name="directory">Where; null: they are kept for this run only.</param>
internal sealed class SecretStore(string? directory)
{
    /// <summary>The section of the configuration that parameters are in.</summary>
    public const string Section = "Parameters";

    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    private readonly Lock _lock = new();

    public string? Directory => directory;

    private string? File => directory is null ? null : Path.Combine(directory, "secrets.json");

    /// <summary>What earlier runs have kept, as configuration: the model can see whether a parameter has its value already.</summary>
    public IConfigurationSource AsConfiguration() => new MemoryConfigurationSource
    {
        InitialData = Read().Select(s => KeyValuePair.Create($"{Section}:{s.Key}", (string?)s.Value)),
    };

    /// <summary>The value that was kept, or a new one, which is kept from now on.</summary>
    public string GetOrAdd(string name, Func<string> create)
    {
        lock (_lock)
        {
            var secrets = Read();
            if (secrets.TryGetValue(name, out var kept))
                return kept;

            secrets[name] = create();
            Write(secrets);
            return secrets[name];
        }
    }

    private SortedDictionary<string, string> Read()
    {
        try
        {
            return System.IO.File.Exists(File) ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(System.IO.File.ReadAllText(File))! : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The passwords in {File} cannot be read: {e.Message}", e);
        }
    }

    private void Write(SortedDictionary<string, string> secrets)
    {
        if (File is null)
            return;

        // Whole or not at all: with half a file the servers' data could no longer be opened.
        var part = File + ".part";
        System.IO.File.Delete(part);
        using (var stream = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(stream, secrets, s_readable);
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(part, File, overwrite: true);
    }
}
