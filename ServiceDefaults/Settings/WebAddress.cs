namespace Telemetry.ServiceDefaults.Settings;

/// <summary>Addresses of the web in settings.</summary>
internal static class WebAddress
{
    /// <summary>An absolute http or https address without a user or a fragment; null: it is none.</summary>
    public static Uri? Parse(string text) =>
        !text.Any(char.IsControl)
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address is { UserInfo: "", Fragment: "" }
            ? address
            : null;
}
