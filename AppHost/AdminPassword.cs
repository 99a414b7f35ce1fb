namespace Telemetry.AppHost;

/// <summary>The admin's password.</summary>
internal static class AdminPassword
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "ADMIN_PASSWORD";

    private const string Parameter = "admin-password";

    /// <summary>
    /// The model's parameter: ADMIN_PASSWORD or, without it, a password that is generated at the first start and stored; a manifest has a
    /// placeholder.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AdminPasswordParameter(this IDistributedApplicationBuilder builder)
    {
        if (builder.Resources.OfType<ParameterResource>().SingleOrDefault(parameter => parameter.Name == Parameter) is { } known)
            return builder.CreateResourceBuilder(known);

        return builder.ExecutionContext.IsRunMode && builder.Configuration[Setting] is { Length: > 0 }
            ? builder.AddParameterFromConfiguration(Parameter, Setting, secret: true)
            : builder.AddParameter(Parameter, new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true);
    }

    /// <summary>
    /// Where the password of this start comes from. To be called before the start, which puts a new one into the configuration.
    /// </summary>
    public static PasswordOrigin Origin(IDistributedApplicationBuilder builder) =>
        builder.Configuration[Setting] is { Length: > 0 } ? PasswordOrigin.Set
        : builder.Configuration[$"Parameters:{Parameter}"] is { Length: > 0 } ? PasswordOrigin.Stored
        : PasswordOrigin.Generated;
}

/// <summary>Where the admin password of a start comes from.</summary>
internal enum PasswordOrigin
{
    /// <summary>ADMIN_PASSWORD.</summary>
    Set,

    /// <summary>An earlier start, which has printed it.</summary>
    Stored,

    /// <summary>This start.</summary>
    Generated,
}
