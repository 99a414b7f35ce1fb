using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Telemetry.ServiceDefaults;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Tests.ServiceDefaults;

public sealed class ObservationTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("http://127.0.0.1:4317", true)]
    public void OpenTelemetry_is_registered_only_with_an_endpoint(string? endpoint, bool expected)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;

        builder.AddServiceDefaults();
        builder.AddNpgsqlDataSource("telemetry");
        builder.AddRedisLink();

        Assert.Equal(expected, builder.Services.Any(IsOfOpenTelemetry));
    }

    private static bool IsOfOpenTelemetry(ServiceDescriptor service)
    {
        Type?[] types = [service.ServiceType, service.ImplementationType, service.ImplementationFactory?.Method.DeclaringType];
        return types.Any(type => type?.FullName?.StartsWith("OpenTelemetry.", StringComparison.Ordinal) == true
            || type?.Namespace == "Telemetry.ServiceDefaults.Observability");
    }
}
