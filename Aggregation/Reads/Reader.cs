using System.Security.Claims;

namespace Telemetry.Aggregation.Reads;

/// <summary>Who asks. Under PUBLIC_DASHBOARD that may be anybody.</summary>
internal static class Reader
{
    /// <summary>Whether ids, error texts and addresses of records are theirs to see.</summary>
    public static bool IsAdmin(this ClaimsPrincipal reader) => reader.Identity is { IsAuthenticated: true };
}
