using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace Telemetry.Manifests.Output;

/// <summary>YAML of anonymous objects and dictionaries: members in their order, without null members.</summary>
internal static class Yaml
{
    private static readonly ISerializer s_serializer = new SerializerBuilder()
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull)
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
        .WithIndentedSequences()
        .DisableAliases()
        .WithEventEmitter(next => new LiteralText(next))
        .WithNewLine("\n")
        .Build();

    /// <summary>A comment, then a document for each object.</summary>
    public static string Of(string comment, params IEnumerable<object> documents) =>
        $"# {comment.ReplaceLineEndings("\n# ")}\n{string.Join("---\n", documents.Select(s_serializer.Serialize))}";

    public static string Text(object document) => s_serializer.Serialize(document);

    /// <summary>A mapping whose names are no identifiers.</summary>
    public static Dictionary<string, object?> Map(params (string Name, object? Value)[] members) =>
        members.ToDictionary(member => member.Name, member => member.Value);

    // As in the file that the text is for.
    private sealed class LiteralText(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text && text.Contains('\n'))
                eventInfo.Style = ScalarStyle.Literal;
            base.Emit(eventInfo, emitter);
        }
    }
}
