namespace Telemetry.Contracts;

/// <summary>An application's two names. The slug is its identity: two names with one slug are one application.</summary>
/// <param name="Slug">Lower-case letters, digits and hyphens, as in addresses.</param>
/// <param name="Name">As the first instance wrote it.</param>
public sealed record ApplicationName(string Slug, string Name);
