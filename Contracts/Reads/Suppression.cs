namespace Telemetry.Contracts.Reads;

/// <summary>
/// A number that counts neither reports nor senders: the public sees it unchanged. Every other integer of a public response is a count, and
/// the public sees null for 1 to 4.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotACountAttribute : Attribute;

/// <summary>A value that is computed from counts beside it: the public sees null while one of them is suppressed.</summary>
/// <param name="counts">The names of these members.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SuppressedWithAttribute(params string[] counts) : Attribute
{
    public IReadOnlyList<string> Counts { get; } = counts;
}

/// <summary>Text or a list about single runs: the public sees an empty one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AdminOnlyAttribute : Attribute;
