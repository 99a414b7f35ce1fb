using System.Text.Json;

namespace Telemetry.Tests.Dashboard;

/// <summary>Answers about runs, in the shapes of protocols.md 2.2; each text of a client is the same one.</summary>
internal static class RecordedRuns
{
    public static void Say(ServicesBehind services, string text = "docker")
    {
        services.Say("/api/dashboard", Summary(text));
        services.Say("/api/scripts", Scripts(text));
        services.Say("/api/errors", Errors(text));
        services.Say("/api/records", Records(text));
        services.Say("/api/exit-codes", """{"100":"apt gave up"}""");
        services.Say("/api/cleanup/status", """{"stuck_count":2,"stuck_after_hours":1,"check_interval":"1m0s","enabled":true}""");
        services.Say("/api/cleanup/run", """{"updated":2,"message":"2 runs closed"}""");
    }

    public static string Summary(string text = "docker", int runs = 1_000) => Json(new
    {
        total_installs = runs,
        total_all_time = 4_000,
        sample_size = runs,
        success_count = 800,
        failed_count = 100,
        aborted_count = 60,
        installing_count = 40,
        success_rate = 88.9,
        avg_install_duration = 94.4,
        os_distribution = new[] { new { os = text, count = 750 } },
        method_stats = new[] { new { method = text, count = 900 } },
        pve_versions = new[] { new { version = text, count = 500 } },
        type_stats = new[] { new { type = text, count = 950 } },
        error_analysis = new[] { new { pattern = text, count = 12, unique_apps = 3, apps = text } },
        failed_apps = new[] { new { app = text, type = text, total_count = 40, failed_count = 22, failure_rate = 55.0 } },
        daily_stats = Days((date, i) => new { date, success = 10 * i, failed = i, aborted = 3 * i }),
        previous = new { total_installs = 1_000, success_count = 400, failed_count = 50, aborted_count = 0, installing_count = 50, success_rate = 90.9, avg_install_duration = 64.4 },
        gpu_stats = new[] { new { vendor = text, passthrough = text, count = 5 } },
        top_tools = new[] { new { tool = text, count = 6 } },
        top_addons = new[] { new { addon = text, count = 7 } },
        repo_slugs = new[] { new { slug = text, count = 8 }, new { slug = "acme/fork", count = 7 } },
        resource_trends = Days((date, i) => new { date, avg_cores = i, avg_ram_mb = 512.5 * i, avg_disk_gb = 0 }),
    });

    public static string Errors(string text = "docker", int errors = 160) => Json(new
    {
        total_errors = errors,
        total_installs = 1_000,
        overall_fail_rate = 11.1,
        exit_code_stats = new[] { new { exit_code = 100, count = 80, description = text, category = "apt", percentage = 50.0 } },
        category_stats = new[] { new { category = text, count = 80, percentage = 50.0, top_apps = text } },
        app_errors = new[]
        {
            new
            {
                app = text, type = text, total_count = 40, failed_count = 22, aborted_count = 1, failure_rate = 55.0, top_exit_code = 100,
                top_error = text, top_category = text,
            },
        },
        error_timeline = Days((date, i) => new { date, failed = i, aborted = 3 * i }),
    });

    private static string Scripts(string text) => Json(new
    {
        total_scripts = 12,
        top_scripts = new[]
        {
            new
            {
                app = text, type = text, total = 400, success = 300, failed = 60, aborted = 30, installing = 10, success_rate = 83.3, days_old = 12,
                installs_per_day = 13.33,
            },
            new
            {
                app = "new", type = "lxc", total = 1, success = 0, failed = 0, aborted = 0, installing = 1, success_rate = 0.0, days_old = 1,
                installs_per_day = 0.03,
            },
        },
    });

    private static string Records(string text) => Json(new
    {
        page = 1,
        limit = 50,
        total = 120,
        total_pages = 3,
        records = new[]
        {
            new
            {
                execution_id = "r1", random_id = text, nsapp = text, type = text, status = "failed", created = "2026-05-04T11:00:00Z", exit_code = 100,
                error_category = text, error = text, install_duration = 94, os_type = text, os_version = text, pve_version = text, method = text,
                gpu_vendor = text, gpu_model = text, gpu_passthrough = text, cpu_vendor = text, cpu_model = text, ram_speed = text, arch = text,
                platform = text, repo_source = text, repo_slug = text, disk_size = 8, core_count = 2, ram_size = 2048, ct_type = 1,
                pipeline = Json(new[] { new { s = "installing", t = "2026-05-04T10:58:00Z" }, new { s = text, t = "2026-05-04T11:00:00Z" } }),
            },
        },
    });

    private static T[] Days<T>(Func<string, int, T> day) => [day("2026-05-02", 0), day("2026-05-03", 1), day("2026-05-04", 2)];

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
