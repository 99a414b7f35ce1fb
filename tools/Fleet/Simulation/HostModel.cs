namespace Telemetry.Fleet.Simulation;

internal sealed record HostModel(
    string PveVersion,
    string Architecture,
    string CpuVendor,
    string CpuModel,
    string RamSpeed,
    string GpuVendor,
    string GpuModel,
    string GpuPassthrough)
{
    // Repeated values are more frequent.
    private static readonly string[] Versions =
        ["9.1.1", "9.1.1", "9.1.1", "9.0.11", "9.0.11", "8.4.14", "8.4.14", "8.4.1", "8.3.5", "8.2.2"];
    private static readonly string[] RamSpeeds = ["3200", "3200", "2666", "4800", "5600", ""];

    private static readonly (string Vendor, string Model)[] Processors =
    [
        ("intel", "Intel N100"), ("intel", "Intel(R) Core(TM) i5-8500T CPU @ 2.10GHz"), ("intel", "12th Gen Intel(R) Core(TM) i5-12500"),
        ("amd", "AMD Ryzen 5 5600G with Radeon Graphics"), ("amd", "AMD Ryzen 7 8845HS"), ("arm", "Cortex-A76"),
    ];

    private static readonly (string Vendor, string Model, string Passthrough)[] Graphics =
    [
        ("intel", "UHD Graphics 630", "igpu"), ("intel", "Alder Lake-N [UHD Graphics]", "igpu"), ("amd", "Cezanne [Radeon Vega]", "igpu"),
        ("nvidia", "GeForce RTX 3060", "dgpu"), ("none", "", "none"), ("none", "", "none"), ("unknown", "", "unknown"),
    ];

    public static HostModel Make(Random random)
    {
        var (vendor, model) = random.Pick(Processors);
        var graphics = random.Pick(Graphics);
        return new HostModel(
            random.Pick(Versions),
            vendor == "arm" ? "arm64" : "amd64",
            vendor,
            model,
            random.Pick(RamSpeeds),
            graphics.Vendor,
            graphics.Model,
            graphics.Passthrough);
    }
}
