using System.Text.Json;

namespace Telemetry.Import.Delivery;

/// <summary>The progress of an import, in a file that is written after each acknowledged batch. A later run resumes by it.</summary>
internal sealed record ImportState
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Source and gateway.</summary>
    public required string Import { get; init; }

    /// <summary>The cursor of the last record that is done, or null.</summary>
    public string? Cursor { get; init; }

    public bool IsComplete { get; init; }

    public long Read { get; init; }

    public long Accepted { get; init; }

    public IReadOnlyDictionary<string, Skipped> Skipped { get; init; } = new Dictionary<string, Skipped>(StringComparer.Ordinal);

    public ImportState With(Batch batch, IReadOnlyCollection<(SentRecord Record, string Reason)> skipped)
    {
        var reasons = Skipped.ToDictionary(StringComparer.Ordinal);
        foreach (var (record, reason) in skipped)
            reasons[reason] = reasons.GetValueOrDefault(reason, new(0, [])).With($"{record.Kind}, {record.Position}");
        var read = batch.Sent.Count + batch.Invalid.Count;
        return this with { Cursor = batch.Cursor, Read = Read + read, Accepted = Accepted + read - skipped.Count, Skipped = reasons };
    }

    /// <summary>Null if there is no file, or one of another import. Throws <see cref="IOException"/> if it cannot be read.</summary>
    public static ImportState? Load(string path, string import)
    {
        if (!File.Exists(path))
            return null;

        try
        {
            var state = JsonSerializer.Deserialize<ImportState>(File.ReadAllBytes(path), Json);
            return state?.Import == import ? state : null;
        }
        catch (JsonException)
        {
            // A damaged file: the import begins again, and the gateway counts nothing twice.
            return null;
        }
    }

    /// <summary>Writes the whole file or nothing.</summary>
    public void Save(string path)
    {
        var temporary = $"{path}.tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, this, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

/// <summary>Has the positions of the first records only.</summary>
internal sealed record Skipped(long Count, IReadOnlyList<string> Examples)
{
    private const int MaxExamples = 3;

    public Skipped With(string position) => new(Count + 1, Examples.Count < MaxExamples ? [.. Examples, position] : Examples);
}
