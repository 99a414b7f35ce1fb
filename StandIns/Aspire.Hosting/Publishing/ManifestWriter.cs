using System.Text.Encodings.Web;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>The model in Aspire's deployment manifest format (https://aspire.dev/deployment/manifest-format).</summary>
/// <param name="directory">The manifest's own; paths in it are relative to it.</param>
internal sealed class ManifestWriter(string directory)
{
    private static readonly JsonWriterOptions s_readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value as it stands in a manifest.</summary>
    public static string Text(object value) => value switch
    {
        IManifestExpression expression => expression.ValueExpression,
        IResourceWithConnectionString resource => $"{{{resource.Name}.connectionString}}",
        _ => value.ToString() ?? "",
    };

    /// <summary>All of it, UTF-8.</summary>
    public byte[] Write(IEnumerable<IResource> resources)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_readable))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/aspire-8.0.json");
            json.WriteStartObject("resources");
            foreach (var resource in resources)
            {
                json.WriteStartObject(resource.Name);
                Write(json, resource);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.ToArray();
    }

    private void Write(Utf8JsonWriter json, IResource resource)
    {
        switch (resource)
        {
            case ParameterResource parameter:
                Write(json, parameter);
                break;
            case ServerResource server:
                Write(json, PublishedServer.Of(server));
                WriteBindings(json, server, PublishedServer.Of(server).Port);
                break;
            case PostgresDatabaseResource database:
                json.WriteString("type", "value.v0");
                json.WriteString("connectionString", $"{{{database.Parent.Name}.connectionString}};Database={database.DatabaseName}");
                break;
            case ProjectResource project:
                Write(json, project);
                break;
            default:
                throw new DistributedApplicationException($"{resource.Name}: the stand-in cannot publish a {resource.GetType().Name}.");
        }
    }

    private static void Write(Utf8JsonWriter json, ParameterResource parameter)
    {
        json.WriteString("type", "parameter.v0");
        json.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        json.WriteStartObject("inputs");
        json.WriteStartObject("value");
        json.WriteString("type", "string");
        if (parameter.Secret)
            json.WriteBoolean("secret", true);
        if (parameter.PublishedDefault is { } published)
        {
            json.WriteStartObject("default");
            if (published is GenerateParameterDefault generate)
            {
                json.WriteStartObject("generate");
                json.WriteNumber("minLength", generate.MinLength);
                if (!generate.Special)
                    json.WriteBoolean("special", false);
                json.WriteEndObject();
            }
            else
            {
                json.WriteString("value", published.GetDefaultValue());
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PublishedServer server)
    {
        json.WriteString("type", "container.v0");
        json.WriteString("connectionString", server.ConnectionString);
        json.WriteString("image", server.Image);
        if (server.Command.Count > 0)
        {
            json.WriteString("entrypoint", server.Command[0]);
            json.WriteStartArray("args");
            foreach (var arg in server.Command.Skip(1))
                json.WriteStringValue(arg);
            json.WriteEndArray();
        }

        if (server.Volume is { } target)
        {
            json.WriteStartArray("volumes");
            json.WriteStartObject();
            json.WriteString("name", $"apphost-{server.Name}-data");
            json.WriteString("target", target);
            json.WriteBoolean("readOnly", false);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("env");
        foreach (var (name, value) in server.Environment)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, ProjectResource project)
    {
        json.WriteString("type", "project.v0");
        json.WriteString("path", Path.GetRelativePath(directory, project.ProjectPath).Replace('\\', '/'));
        json.WriteStartObject("env");
        if (!project.Annotations.OfType<DisableForwardedHeadersAnnotation>().Any())
            json.WriteString("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true");
        if (project.Annotations.OfType<EndpointAnnotation>().ToList() is { Count: > 0 } endpoints)
            json.WriteString("HTTP_PORTS", string.Join(';', endpoints.Select(e => new EndpointReference(project, e.Name).Expression("targetPort"))));

        var context = new EnvironmentCallbackContext();
        foreach (var annotation in project.Annotations.OfType<EnvironmentCallbackAnnotation>())
            annotation.Callback(context);
        foreach (var (name, value) in context.EnvironmentVariables)
            json.WriteString(name, Text(value));
        json.WriteEndObject();
        WriteBindings(json, project, targetPort: null);
    }

    private static void WriteBindings(Utf8JsonWriter json, IResource resource, int? targetPort)
    {
        json.WriteStartObject("bindings");
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            json.WriteStartObject(endpoint.Name);
            json.WriteString("scheme", endpoint.UriScheme);
            json.WriteString("protocol", "tcp");
            json.WriteString("transport", endpoint.UriScheme);
            if (endpoint.Port is { } port)
                json.WriteNumber("port", port);
            if (targetPort is { } target)
                json.WriteNumber("targetPort", target);
            if (endpoint.IsExternal)
                json.WriteBoolean("external", true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
