namespace Telemetry.Aggregation.Data;

/// <summary>The <c>*.sql</c> files that are embedded in this assembly, under the logical names that the project file gives them.</summary>
internal static class EmbeddedSql
{
    /// <summary>The statements of a file in order: each ends with a semicolon at the end of a line.</summary>
    public static IReadOnlyList<string> ReadStatements(string file) =>
        Read(file).Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A whole file, which is one statement.</summary>
    public static string Read(string file)
    {
        using var resource = typeof(EmbeddedSql).Assembly.GetManifestResourceStream($"{file}.sql")
            ?? throw new InvalidOperationException($"{file}.sql is not embedded");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
