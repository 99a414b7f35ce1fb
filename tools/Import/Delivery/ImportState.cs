using System.Text.Json;

namespace Telemetry.Import.Delivery;

/// <summary>How far an import is, so that it can go on there: a file that is written anew after each acknowledged batch.</summary>
public sealed record ImportState
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Which source into which gateway.</summary>
    public required string Import { get; init; }

    /// <summary>Of the last record that is done; null: none is.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether that was the last one.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Records that were read.</summary>
    public long Read { get; init; }

    /// <summary>Those of them that the gateway took.</summary>
    public long Accepted { get; init; }

    /// <summary>The others, by reason.</summary>
    public IReadOnlyDictionary<string, Skipped> Skipped { get; init; } = new Dictionary<string, Skipped>(StringComparer.Ordinal);

    /// <summary>The state with a batch more.</summary>
    public ImportState With(Batch batch, IReadOnlyCollection<(SentRecord Record, string Reason)> skipped)
    {
        var reasons = Skipped.ToDictionary(StringComparer.Ordinal);
        foreach (var (record, reason) in skipped)
            reasons[reason] = reasons.GetValueOrDefault(reason, new(0, [])).With($"{record.Kind}, {record.Place}");
        var read = batch.Sent.Count + batch.Unfit.Count;
        return this with { Cursor = batch.Cursor, Read = Read + read, Accepted = Accepted + read - skipped.Count, Skipped = reasons };
    }

    /// <summary>What the file says; null where there is none, or one of another import.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
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
            // Nobody's: what it costs is to begin again, and that counts nothing twice.
            return null;
        }
    }

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
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

/// <summary>Records that were skipped for one reason.</summary>
/// <param name="Count">How many.</param>
/// <param name="Examples">The first of them.</param>
public sealed record Skipped(long Count, IReadOnlyList<string> Examples)
{
    private const int MostExamples = 3;

    /// <summary>One more.</summary>
    public Skipped With(string place) => new(Count + 1, Examples.Count < MostExamples ? [.. Examples, place] : Examples);
}
