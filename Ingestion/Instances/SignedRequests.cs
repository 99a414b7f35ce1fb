using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Telemetry.Ingestion.Instances;

/// <summary>A request with a valid signature of a pending or active instance, with the exact bytes that were signed.</summary>
internal sealed record SignedRequest(KnownInstance Instance, byte[] Body);

internal static class SignedRequests
{
    private const string InstanceHeader = "X-Instance-ID";
    private const string SignatureHeader = "X-Signature";

    /// <summary>
    /// Refuses requests without a valid signature, the cheapest check first: size, headers, instance, signature (docs/rules.md, rule 6).
    /// </summary>
    public static RouteHandlerBuilder RequireSignature(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(async (context, next) =>
        {
            var problem = await CheckAsync(context.HttpContext, context.HttpContext.RequestAborted);
            return problem ?? await next(context);
        })
        .WithHeaders(
            new HeaderParameter(InstanceHeader, "The instance's id: a UUID"),
            new HeaderParameter(SignatureHeader, "Ed25519 over the exact bytes of the body, in hexadecimal digits", "^[0-9A-Fa-f]{128}$"))
        .Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    public static SignedRequest GetSignedRequest(this HttpContext context) => context.Features.GetRequiredFeature<SignedRequest>();

    private static async Task<Problem?> CheckAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(context.Request, RequestBody.MaxBytes, cancellationToken) is not { } body)
            return Problem.TooLarge(RequestBody.MaxBytes);

        var instanceId = context.Request.Headers[InstanceHeader].ToString();
        var signature = context.Request.Headers[SignatureHeader].ToString();
        if (instanceId.Length == 0 || signature.Length == 0)
            return Problem.MissingHeaders;
        if (!StrictFields.TryReadId(instanceId, out var id))
            return Problem.Unauthorized;

        var instances = context.RequestServices.GetRequiredService<KnownInstances>();
        if (await instances.FindAsync(id, cancellationToken) is not { Status: InstanceStatus.Pending or InstanceStatus.Active } instance)
            return Problem.Unauthorized;

        var started = Stopwatch.GetTimestamp();
        var isValid = Signature.IsValid(instance.PublicKey, body, signature);
        context.RequestServices.GetRequiredService<IngestionMetrics>().RecordVerification(started);
        if (!isValid)
            return Problem.InvalidSignature;

        context.Features.Set(new SignedRequest(instance, body));
        return null;
    }
}
