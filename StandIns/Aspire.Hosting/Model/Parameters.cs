using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that the model needs from outside.</summary>
public sealed class ParameterResource : Resource, IValueProvider, IManifestExpression
{
    private readonly Lazy<string> _value;

    internal ParameterResource(string name, Func<string> read, bool secret, ParameterDefault? published = null)
        : base(name)
    {
        // At first use, not before: a generated secret is stored, which needs the data directory's lock.
        _value = new(read);
        Secret = secret;
        PublishedDefault = published;
    }

    /// <summary>It appears in no log.</summary>
    public bool Secret { get; }

    internal string Value => _value.Value;

    /// <summary>What a manifest says of its value: how to make one, or what it is unless somebody sets another one.</summary>
    internal ParameterDefault? PublishedDefault { get; }

    string IManifestExpression.ValueExpression => $"{{{Name}.value}}";

    /// <summary>The value.</summary>
    /// <exception cref="DistributedApplicationException">It has none.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Value);
}

/// <summary>Where a parameter's value comes from if nobody sets it.</summary>
public abstract class ParameterDefault
{
    /// <summary>The value.</summary>
    public abstract string GetDefaultValue();
}

/// <summary>A random text of letters, digits and, unless switched off, special characters.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Its length.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>With special characters.</summary>
    public bool Special { get; set; } = true;

    /// <inheritdoc/>
    public override string GetDefaultValue() => RandomNumberGenerator.GetString(Alphanumeric + (Special ? "-_.!*" : ""), MinLength);
}

/// <summary>A text that is known when the model is written.</summary>
internal sealed class ConstantParameterDefault(string value) : ParameterDefault
{
    public override string GetDefaultValue() => value;
}
