namespace Telemetry.AppHost;

internal static class AdminPassword
{
    public const string Setting = "ADMIN_PASSWORD";

    private const string Parameter = "admin-password";

    /// <summary>
    /// ADMIN_PASSWORD or, without it, a password that is generated at the first start and stored; a manifest has a placeholder.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AdminPasswordParameter(this IDistributedApplicationBuilder builder)
    {
        if (builder.Resources.OfType<ParameterResource>().SingleOrDefault(parameter => parameter.Name == Parameter) is { } known)
            return builder.CreateResourceBuilder(known);

        return builder.ExecutionContext.IsRunMode && builder.Configuration[Setting] is { Length: > 0 }
            ? builder.AddParameterFromConfiguration(Parameter, Setting, secret: true)
            : builder.AddParameter(Parameter, new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true);
    }

    /// <summary>Must be called before the start, which puts a new password into the configuration.</summary>
    public static PasswordOrigin Origin(IDistributedApplicationBuilder builder) =>
        builder.Configuration[Setting] is { Length: > 0 } ? PasswordOrigin.Set
        : builder.Configuration[$"Parameters:{Parameter}"] is { Length: > 0 } ? PasswordOrigin.Stored
        : PasswordOrigin.Generated;
}

internal enum PasswordOrigin
{
    /// <summary>The variable ADMIN_PASSWORD.</summary>
    Set,

    /// <summary>An earlier start has generated and printed it.</summary>
    Stored,

    Generated,
}
