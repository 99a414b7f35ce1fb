using Telemetry.Manifests.Model;

namespace Telemetry.Manifests.Kubernetes;

/// <summary>Environment variables of a container. Kubernetes substitutes <c>$(NAME)</c> for a secret inside other text.</summary>
internal static class PodVariables
{
    /// <summary>The Secret that the overlay generates.</summary>
    public const string Secrets = "secrets";

    /// <summary>The ConfigMap with all settings.</summary>
    public const string Settings = "settings";

    /// <summary>Referenced variables come first, as Kubernetes requires.</summary>
    public static IEnumerable<object> Of(IReadOnlyList<Variable> variables)
    {
        var inside = variables.Where(variable => variable.Alone is null)
            .SelectMany(variable => variable.Parts)
            .Select(part => part.Parameter)
            .OfType<Parameter>()
            .Distinct()
            .Where(parameter => !variables.Any(variable => variable.Name == parameter.Variable && variable.Alone == parameter));
        return
        [
            .. inside.Select(parameter => From(parameter.Variable, parameter)),
            .. variables.Where(variable => variable.Alone is not null).Select(variable => From(variable.Name, variable.Alone!)),
            .. variables.Where(variable => variable.Alone is null).Select(variable => new { name = variable.Name, value = Text(variable) }),
        ];
    }

    public static object From(string name, Parameter parameter) => parameter.Secret
        ? new { name, valueFrom = new { secretKeyRef = new { name = Secrets, key = parameter.Variable } } }
        : new { name, valueFrom = new { configMapKeyRef = new { name = Settings, key = parameter.Variable } } };

    private static string Text(Variable variable) => string.Concat(variable.Parts.Select(part =>
        part.Parameter is { } parameter ? $"$({parameter.Variable})" : part.Text!.Replace("$(", "$$(", StringComparison.Ordinal)));
}
