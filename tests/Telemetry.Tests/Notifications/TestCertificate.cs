using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Telemetry.Tests.Notifications;

/// <summary>A self-signed certificate for "localhost", in files.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("telemetry-certificate-");

    public TestCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256) { CertificateExtensions = { names.Build() } };
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The certificate, which a client must trust.</summary>
    public string CertificateFile => Path.Combine(_directory.FullName, "certificate.pem");

    public string KeyFile => Path.Combine(_directory.FullName, "key.pem");

    public void Dispose() => _directory.Delete(recursive: true);
}
