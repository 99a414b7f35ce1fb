namespace Telemetry.Aggregation.Data;

internal static class EmbeddedSql
{
    /// <summary>The statements of a file in order: each ends with a semicolon at the end of a line.</summary>
    public static IReadOnlyList<string> ReadStatements(string file) =>
        Read(file).Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static string Read(string file)
    {
        using var resource = typeof(EmbeddedSql).Assembly.GetManifestResourceStream($"{file}.sql")
            ?? throw new InvalidOperationException($"{file}.sql is not embedded");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
