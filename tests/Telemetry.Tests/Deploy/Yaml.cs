using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Telemetry.Tests.Deploy;

/// <summary>Converts YAML to JSON.</summary>
internal static class Yaml
{
    private static readonly IDeserializer s_reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
    private static readonly ISerializer s_writer = new SerializerBuilder().JsonCompatible().Build();

    /// <summary>The objects of a file with one document for each object.</summary>
    public static IReadOnlyList<JsonObject> Parse(string yaml)
    {
        var objects = new List<JsonObject>();
        var parser = new Parser(new StringReader(yaml));
        parser.Consume<StreamStart>();
        while (!parser.Accept<StreamEnd>(out _))
            objects.Add((JsonObject)JsonNode.Parse(s_writer.Serialize(s_reader.Deserialize(parser)))!);
        return objects;
    }
}
