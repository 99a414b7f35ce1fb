insert into analytics.run_days as r (
  day, repo, slug, runs, installing, success, failed, aborted, unknown,
  duration_sum, duration_count, cores_sum, cores_count, ram_sum, ram_count, disk_sum, disk_count)
select
  day, repo, slug,
  sum(sign),
  sum(sign * (status in ('installing', 'validation', 'configuring'))::int),
  sum(sign * (status = 'success')::int),
  sum(sign * (status = 'failed')::int),
  sum(sign * (status = 'aborted')::int),
  sum(sign * (status = 'unknown')::int),
  coalesce(sum(sign * install_duration) filter (where status = 'success' and install_duration > 0), 0),
  coalesce(sum(sign) filter (where status = 'success' and install_duration > 0), 0),
  coalesce(sum(sign * core_count) filter (where core_count > 0), 0),
  coalesce(sum(sign) filter (where core_count > 0), 0),
  coalesce(sum(sign * ram_size) filter (where ram_size > 0), 0),
  coalesce(sum(sign) filter (where ram_size > 0), 0),
  coalesce(sum(sign * disk_size) filter (where disk_size > 0), 0),
  coalesce(sum(sign) filter (where disk_size > 0), 0)
from staged_runs
group by day, repo, slug
order by day, repo, slug
on conflict (day, repo, slug) do update set
  runs = r.runs + excluded.runs,
  installing = r.installing + excluded.installing,
  success = r.success + excluded.success,
  failed = r.failed + excluded.failed,
  aborted = r.aborted + excluded.aborted,
  unknown = r.unknown + excluded.unknown,
  duration_sum = r.duration_sum + excluded.duration_sum,
  duration_count = r.duration_count + excluded.duration_count,
  cores_sum = r.cores_sum + excluded.cores_sum,
  cores_count = r.cores_count + excluded.cores_count,
  ram_sum = r.ram_sum + excluded.ram_sum,
  ram_count = r.ram_count + excluded.ram_count,
  disk_sum = r.disk_sum + excluded.disk_sum,
  disk_count = r.disk_count + excluded.disk_count;
