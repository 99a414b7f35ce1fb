using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Telemetry.ServiceDefaults.Access;

/// <summary>
/// Authentication and Razor Pages add ASP.NET Core's data protection, which creates a key at start and writes it unencrypted into the home
/// directory. Nothing here needs that key, so it is not stored.
/// </summary>
internal static class NoKeyRing
{
    public static void AddNoKeyRing(this IServiceCollection services) => services.Configure<KeyManagementOptions>(keys =>
    {
        keys.XmlRepository = new Nowhere();
        keys.XmlEncryptor = new NullXmlEncryptor();
    });

    private sealed class Nowhere : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => [];

        public void StoreElement(XElement element, string friendlyName)
        {
            // Not stored.
        }
    }
}
