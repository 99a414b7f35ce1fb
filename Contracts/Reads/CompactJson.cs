namespace Telemetry.Contracts.Reads;

/// <summary>Removes the white space that PostgreSQL's JSON functions write between tokens; readers with grep depend on that.</summary>
public static class CompactJson
{
    /// <summary>The same tokens without white space between them.</summary>
    /// <param name="json">Valid JSON in UTF-8.</param>
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        var compact = new byte[json.Length];
        var length = 0;
        var (inString, escaped) = (false, false);
        foreach (var character in json)
        {
            if (!inString && " \n\r\t"u8.Contains(character))
                continue;

            compact[length++] = character;
            if (character == '"' && !escaped)
                inString = !inString;
            escaped = character == '\\' && !escaped;
        }

        return compact[..length];
    }
}
