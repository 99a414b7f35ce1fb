using System.Buffers;
using System.Text.Json;
using NSec.Cryptography;

namespace Telemetry.Fleet.Simulation;

/// <summary>
/// One installation: its identity, machine, lifetime, upgrades, and its metrics at any time. Everything is computed from the seed.
/// </summary>
internal sealed class InstanceModel
{
    private static readonly string[] Modes = ["docker", "docker", "docker", "binary", "kubernetes"];
    private static readonly string[] Architectures = ["amd64", "amd64", "amd64", "arm64"];
    private static readonly int[] Cores = [1, 2, 4, 4, 8, 16];
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly TimeSpan _upgradeLag;
    private readonly double _size;
    private readonly double _growth;
    private readonly int _cores;
    private readonly double _phase;

    private InstanceModel(int number, int seed, IReadOnlyList<ApplicationModel> applications, DateTimeOffset start, DateTimeOffset now)
    {
        var random = Seeds.For(number, seed);
        var bytes = new byte[48];
        random.NextBytes(bytes);

        Id = new Guid(bytes.AsSpan(0, 16));
        Key = Key.Import(SignatureAlgorithm.Ed25519, bytes.AsSpan(16, 32), KeyBlobFormat.RawPrivateKey);
        Application = applications[number % applications.Count];
        DeploymentMode = Modes[random.Next(Modes.Length)];
        Environment = random.NextDouble() < 0.85 ? "production" : "staging";
        Architecture = Architectures[random.Next(Architectures.Length)];
        _cores = Cores[random.Next(Cores.Length)];
        _size = Math.Exp((random.NextDouble() - 0.5) * 2.4);
        _growth = 0.2 + random.NextDouble();
        _phase = random.NextDouble();
        _upgradeLag = TimeSpan.FromDays(-2.5 * Math.Log(1 - (random.NextDouble() * 0.98)));

        // Two thirds are older than the history; the others register during it. One in twelve stops sending.
        var span = now - start;
        Born = random.NextDouble() < 0.66 ? start : start + (span * random.NextDouble() * 0.9);
        LastSeen = random.NextDouble() < 1 / 12.0 && span > TimeSpan.FromDays(2) ? Born + ((now - Born) * random.NextDouble()) : now;
    }

    public Guid Id { get; }

    public Key Key { get; }

    public ApplicationModel Application { get; }

    public string DeploymentMode { get; }

    public string Environment { get; }

    public string Architecture { get; }

    public DateTimeOffset Born { get; }

    /// <summary>Now, unless the instance stops earlier.</summary>
    public DateTimeOffset LastSeen { get; }

    public static IReadOnlyList<InstanceModel> Make(FleetOptions options, DateTimeOffset now)
    {
        var applications = ApplicationModel.Make(options.Applications, new Random(options.Seed));
        return
        [
            .. Enumerable.Range(0, options.Instances)
                .Select(number => new InstanceModel(number, options.Seed, applications, now - options.History, now)),
        ];
    }

    /// <summary>
    /// The times of its snapshots: hourly, back from the last one. The oldest is within the 30 days that the gateway accepts.
    /// </summary>
    public IEnumerable<DateTimeOffset> Moments()
    {
        var count = Math.Max(1, (int)((LastSeen - Born) / Interval));
        return Enumerable.Range(0, count).Select(i => LastSeen - (Interval * (count - 1 - i)));
    }

    public string VersionAt(DateTimeOffset moment, DateTimeOffset now) =>
        Application.Releases.Last(release => release.Age.TotalDays > 365 || now - release.Age + _upgradeLag <= moment).Version;

    public byte[] Snapshot(DateTimeOffset moment)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("instance_id", Id);
            json.WriteString("timestamp", moment.UtcDateTime);
            json.WriteStartObject("metrics");
            WriteBusinessMetrics(json, moment);
            WriteSystemMetrics(json, moment);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteBusinessMetrics(Utf8JsonWriter json, DateTimeOffset moment)
    {
        var age = (moment - Born).TotalDays / 30;
        var daily = 1 + (0.08 * Math.Sin(2 * Math.PI * (moment.TimeOfDay.TotalDays + _phase)));
        foreach (var metric in Application.Metrics)
        {
            var value = metric.Decimals == 3
                ? Math.Clamp(metric.Typical * daily, 0, 1)
                : metric.Typical * _size * (1 + (_growth * age)) * daily;
            json.WriteNumber(metric.Name, Math.Round((decimal)value, metric.Decimals));
        }
    }

    private void WriteSystemMetrics(Utf8JsonWriter json, DateTimeOffset moment)
    {
        var wobble = 1 + (0.2 * Math.Sin(moment.ToUnixTimeSeconds() / 7200.0 * (1 + _phase)));
        json.WriteString("sys_os", "linux");
        json.WriteString("sys_arch", Architecture);
        json.WriteNumber("sys_cpu_cores", _cores);
        json.WriteString("sys_go_version", "go1.25.4");
        json.WriteString("sys_mode", DeploymentMode);
        json.WriteNumber("app_mem_alloc_mb", Math.Round((decimal)(48 * _size * wobble), 1));
        json.WriteNumber("app_goroutines", (int)(40 * _size * wobble));
        json.WriteNumber("app_uptime_h", (int)(moment - Born).TotalHours % 240);
    }
}
