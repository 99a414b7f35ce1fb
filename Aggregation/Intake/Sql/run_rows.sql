insert into analytics.run_keys as k (run_key, created_at)
select run_key, created_at
from staged_runs
where sign = 1
order by run_key
on conflict (run_key) do update set created_at = excluded.created_at
where k.created_at <> excluded.created_at;

-- An upsert, since an update would plan for every partition.
insert into analytics.runs (
  run_key, created_at, updated_at, execution_id, random_id, app, type, status, status_sent, outcome_at, timed_out, exit_code, error,
  category, category_sent, pattern, repo, slug, os_type, os_version, pve_version, method, ct_type, disk_size, core_count, ram_size,
  install_duration, has_arm, arch, platform, gpu_vendor, gpu_model, gpu_passthrough, cpu_vendor, cpu_model, ram_speed, steps, digests)
select
  run_key, created_at, updated_at, execution_id, random_id, app, type, status, status_sent, outcome_at, timed_out, exit_code, error,
  category, category_sent, pattern, repo, slug, os_type, os_version, pve_version, method, ct_type, disk_size, core_count, ram_size,
  install_duration, has_arm, arch, platform, gpu_vendor, gpu_model, gpu_passthrough, cpu_vendor, cpu_model, ram_speed, steps, digests
from staged_runs
where sign = 1
order by run_key
on conflict (run_key, created_at) do update set
  updated_at = excluded.updated_at,
  random_id = excluded.random_id,
  app = excluded.app,
  type = excluded.type,
  status = excluded.status,
  status_sent = excluded.status_sent,
  outcome_at = excluded.outcome_at,
  timed_out = excluded.timed_out,
  exit_code = excluded.exit_code,
  error = excluded.error,
  category = excluded.category,
  category_sent = excluded.category_sent,
  pattern = excluded.pattern,
  repo = excluded.repo,
  slug = excluded.slug,
  os_type = excluded.os_type,
  os_version = excluded.os_version,
  pve_version = excluded.pve_version,
  method = excluded.method,
  ct_type = excluded.ct_type,
  disk_size = excluded.disk_size,
  core_count = excluded.core_count,
  ram_size = excluded.ram_size,
  install_duration = excluded.install_duration,
  has_arm = excluded.has_arm,
  arch = excluded.arch,
  platform = excluded.platform,
  gpu_vendor = excluded.gpu_vendor,
  gpu_model = excluded.gpu_model,
  gpu_passthrough = excluded.gpu_passthrough,
  cpu_vendor = excluded.cpu_vendor,
  cpu_model = excluded.cpu_model,
  ram_speed = excluded.ram_speed,
  steps = excluded.steps,
  digests = excluded.digests;
