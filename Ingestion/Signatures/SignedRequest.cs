using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Telemetry.Contracts;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Identity;
using Telemetry.Ingestion.Json;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Ingestion.Signatures;

/// <summary>A request whose sender is proven.</summary>
/// <param name="Instance">Who signed it: pending or active.</param>
/// <param name="Body">The exact bytes that were signed.</param>
public sealed record SignedRequest(KnownInstance Instance, byte[] Body);

/// <summary>Requests that their instance signs: <see cref="AddSignatures"/> and <see cref="RequireSignature"/>.</summary>
public static class SignedRequests
{
    private const string InstanceHeader = "X-Instance-ID";
    private const string SignatureHeader = "X-Signature";

    /// <summary>Adds what <see cref="RequireSignature"/> needs: the memory of who signs with which key, kept up to date.</summary>
    public static void AddSignatures(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KnownInstances>();
        builder.Services.AddHostedService(services => services.GetRequiredService<KnownInstances>());
        builder.Services.AddHostedService<ChangeFeed>();
    }

    /// <summary>
    /// Lets only signed requests pass, refusing the others as cheaply as it can: by size, headers, instance, signature, in this order.
    /// <see cref="Signed"/> then has the sender and the bytes.
    /// </summary>
    public static RouteHandlerBuilder RequireSignature(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(async (context, next) =>
        {
            var refusal = await CheckAsync(context.HttpContext, context.HttpContext.RequestAborted);
            return refusal ?? await next(context);
        })
        .WithHeaders(
            new HeaderParameter(InstanceHeader, "The instance's id: a UUID"),
            new HeaderParameter(SignatureHeader, "Ed25519 over the exact bytes of the body, in hexadecimal digits", "^[0-9A-Fa-f]{128}$"))
        .Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    /// <summary>The request, once it was let pass.</summary>
    public static SignedRequest Signed(this HttpContext context) => context.Features.GetRequiredFeature<SignedRequest>();

    private static async Task<Refusal?> CheckAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(context.Request, cancellationToken) is not { } body)
            return Refusal.TooLarge;

        var instanceId = context.Request.Headers[InstanceHeader].ToString();
        var signature = context.Request.Headers[SignatureHeader].ToString();
        if (instanceId.Length == 0 || signature.Length == 0)
            return Refusal.MissingHeaders;

        if (!BodyFields.TryReadId(instanceId, out var id))
            return Refusal.Unauthorized;
        var instances = context.RequestServices.GetRequiredService<KnownInstances>();
        if (await instances.FindAsync(id, cancellationToken) is not { Status: InstanceStatus.Pending or InstanceStatus.Active } instance)
            return Refusal.Unauthorized;

        var started = Stopwatch.GetTimestamp();
        var isValid = Signature.IsValid(instance.PublicKey, body, signature);
        context.RequestServices.GetRequiredService<IngestionMetrics>().Verify(started);
        if (!isValid)
            return Refusal.InvalidSignature;

        context.Features.Set(new SignedRequest(instance, body));
        return null;
    }
}
