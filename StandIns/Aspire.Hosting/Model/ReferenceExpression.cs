using System.Runtime.CompilerServices;
using System.Text;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with holes that are filled when the application has started.</summary>
public sealed class ReferenceExpression : IValueProvider, IManifestExpression
{
    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    /// <summary>Makes one of an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    string IManifestExpression.ValueExpression => string.Concat(_parts.Select(ManifestWriter.Text));

    /// <inheritdoc/>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
            text.Append(part is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) : (string)part);
        return text.ToString();
    }

    /// <summary>What the compiler turns <c>$"..{endpoint}.."</c> into.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler
    {
        /// <summary>Called by the compiler.</summary>
        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount) => Parts = new List<object>(formattedCount * 2 + Math.Min(literalLength, 1));

        internal List<object> Parts { get; }

        /// <summary>The text between holes.</summary>
        public void AppendLiteral(string value) => Parts.Add(value);

        /// <summary>A hole with a text that is known now.</summary>
        public void AppendFormatted(string? value) => Parts.Add(value ?? "");

        /// <summary>A hole that is filled later.</summary>
        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider => Parts.Add(valueProvider);

        /// <summary>A hole that is filled later.</summary>
        public void AppendFormatted<T>(IResourceBuilder<T> builder)
            where T : IResource, IValueProvider => Parts.Add(builder.Resource);
    }
}
