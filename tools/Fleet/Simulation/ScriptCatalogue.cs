namespace Telemetry.Fleet.Simulation;

/// <summary>
/// The name is that of the installed application; the type is lxc, vm, turnkey, pve, addon or tool. The operating system is for example
/// "debian", or "" if the script creates no container. The failure share is of its runs; failures are the most frequent first.
/// </summary>
internal sealed record ScriptModel(
    string Name,
    string Type,
    string Os,
    string OsVersion,
    int Cores,
    int RamMb,
    int DiskGb,
    int Seconds,
    double FailureShare,
    IReadOnlyList<Failure> Failures);

/// <summary>The scripts, most popular first. The n-th has one n-th of the runs of the first (Zipf's law).</summary>
internal sealed class ScriptCatalogue
{
    // name type os version cores MB GB seconds
    private const string Known = """
        docker lxc debian 13 2 2048 4 96
        homeassistant-os vm haos 16.3 2 4096 32 140
        post-pve-install pve - - 0 0 0 45
        nginxproxymanager lxc debian 13 2 2048 8 260
        pihole lxc debian 13 1 512 2 110
        jellyfin lxc ubuntu 24.04 2 2048 16 180
        immich lxc debian 13 4 6144 20 900
        adguard lxc debian 13 1 512 2 50
        paperless-ngx lxc debian 13 2 2048 12 420
        vaultwarden lxc debian 13 4 6144 20 640
        plex lxc ubuntu 24.04 2 2048 8 130
        homepage lxc debian 13 2 4096 6 300
        uptimekuma lxc debian 13 1 1024 4 150
        debian lxc debian 13 1 512 2 30
        n8n lxc debian 13 2 2048 10 280
        jellyseerr lxc debian 13 4 4096 8 330
        sonarr lxc debian 13 2 1024 4 70
        radarr lxc debian 13 2 1024 4 70
        prowlarr lxc debian 13 2 1024 4 65
        qbittorrent lxc debian 13 2 2048 8 75
        proxmox-backup-server lxc debian 13 2 2048 10 150
        tailscale addon - - 0 0 0 25
        grafana lxc debian 13 1 512 2 80
        mqtt lxc debian 13 1 512 2 40
        zigbee2mqtt lxc debian 13 2 1024 5 140
        influxdb lxc debian 13 2 2048 8 75
        cloudflared lxc debian 13 1 512 2 45
        wireguard lxc debian 13 1 512 4 70
        postgresql lxc debian 13 1 1024 4 85
        update-lxcs tool - - 0 0 0 210
        haos-container lxc debian 13 2 2048 16 240
        frigate lxc debian 12 4 4096 20 1500
        ollama lxc ubuntu 24.04 4 4096 35 520
        openwebui lxc debian 13 4 8192 50 700
        unifi lxc debian 13 2 2048 8 190
        nextcloud turnkey debian 12 2 2048 16 300
        nextcloudpi lxc debian 13 2 2048 8 610
        ubuntu2404-vm vm ubuntu 24.04 2 2048 7 110
        openwrt-vm vm openwrt 24.10 1 256 1 60
        bazarr lxc debian 13 2 1024 4 75
        lidarr lxc debian 13 2 1024 4 65
        overseerr lxc debian 13 2 2048 8 240
        audiobookshelf lxc debian 13 2 2048 4 60
        mealie lxc debian 13 5 4096 10 480
        actualbudget lxc debian 13 2 2048 4 170
        syncthing lxc debian 13 2 2048 8 55
        gitea lxc debian 13 1 1024 8 60
        forgejo lxc debian 13 2 2048 10 60
        alpine-docker lxc alpine 3.22 1 1024 2 40
        alpine lxc alpine 3.22 1 512 1 15
        alpine-vaultwarden lxc alpine 3.22 1 256 1 30
        netbox lxc debian 13 2 2048 4 380
        wordpress turnkey debian 12 1 1024 8 280
        fileserver turnkey debian 12 1 512 8 200
        glances addon - - 0 0 0 35
        filebrowser addon - - 0 0 0 15
        netdata addon - - 0 0 0 60
        kernel-clean tool - - 0 0 0 20
        microcode pve - - 0 0 0 30
        scaling-governor pve - - 0 0 0 12
        host-backup tool - - 0 0 0 40
        linkwarden lxc debian 13 2 2048 12 560
        """;

    private const double FailureShare = 0.11;

    private readonly double[] _upTo;

    public ScriptCatalogue(FleetOptions options)
    {
        var lines = Known.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Scripts = [.. lines.Select((line, number) => Read(line, Seeds.For(number, options.Seed)))];

        var sum = 0.0;
        _upTo = [.. Scripts.Select((_, rank) => sum += 1.0 / (rank + 1))];
    }

    public IReadOnlyList<ScriptModel> Scripts { get; }

    /// <summary>An unknown name has the properties of the most popular script.</summary>
    internal ScriptModel Find(string name) => Scripts.FirstOrDefault(script => script.Name == name) ?? Scripts[0] with { Name = name };

    internal ScriptModel Pick(Random random)
    {
        var index = Array.BinarySearch(_upTo, random.NextDouble() * _upTo[^1]);
        return Scripts[Math.Min(index < 0 ? ~index : index, Scripts.Count - 1)];
    }

    private static ScriptModel Read(string line, Random random)
    {
        var columns = line.Split(' ');
        var numbers = columns[4..].Select(int.Parse).ToArray();
        var none = columns[2] == "-";

        // Each script has its own errors and share of failures; the average share is FailureShare.
        var failures = Failure.Known.Where(failure => failure.Type.Length == 0 || failure.Type == columns[1]).ToArray();
        random.Shuffle(failures);
        return new ScriptModel(
            columns[0], columns[1], none ? "" : columns[2], none ? "" : columns[3], numbers[0], numbers[1], numbers[2], numbers[3],
            FailureShare * (0.4 + (1.2 * random.NextDouble())), failures[..4]);
    }
}
