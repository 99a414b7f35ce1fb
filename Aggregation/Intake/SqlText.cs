namespace Telemetry.Aggregation.Intake;

/// <summary>The statements under <c>Intake/Sql</c>, embedded.</summary>
internal static class SqlText
{
    /// <summary>A file's statements in order: they end with a semicolon at the end of a line.</summary>
    public static IReadOnlyList<string> Statements(string file) =>
        Whole(file).Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A file that is one statement.</summary>
    public static string Whole(string file)
    {
        using var resource = typeof(SqlText).Assembly.GetManifestResourceStream($"{file}.sql")
            ?? throw new InvalidOperationException($"{file}.sql is not embedded");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
