using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Telemetry.ServiceDefaults.Access;

/// <summary>
/// Authentication and Razor Pages bring ASP.NET Core's data protection along, which makes a key at start and writes it, in clear, into the
/// home directory. Nothing here is protected with it, so the key goes nowhere.
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
            // Not kept.
        }
    }
}
