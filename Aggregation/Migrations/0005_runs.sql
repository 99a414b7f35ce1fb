-- Runs of scripts: one row per run, for any number of posts. In text columns "" means not reported.

create table analytics.runs (
  run_key uuid not null, -- the first 16 bytes of SHA-256 over execution_id
  created_at timestamptz not null, -- of the first post
  updated_at timestamptz not null, -- of the newest post
  execution_id text not null,
  random_id text not null,
  app text collate "C" not null, -- the script
  type text collate "C" not null,
  status text collate "C" not null, -- as it counts: installing, validation, configuring, success, failed, aborted, unknown
  status_sent text not null, -- as the client sent it: the outcome, or the newest step while there is none
  outcome_at timestamptz, -- of the post with the outcome; null while there is none
  timed_out boolean not null default false, -- the outcome was set here: no post for STUCK_AFTER_HOURS
  exit_code integer,
  error text not null default '', -- masked
  category text collate "C" not null default '', -- as it counts
  category_sent text not null default '',
  pattern text collate "C" not null default '', -- the part of the error text that similar errors have in common
  repo text collate "C" not null,
  slug text collate "C" not null,
  os_type text collate "C" not null default '',
  os_version text not null default '',
  pve_version text collate "C" not null default '',
  method text collate "C" not null default '',
  ct_type integer,
  disk_size integer, -- GB
  core_count integer,
  ram_size integer, -- MB
  install_duration integer, -- seconds
  has_arm boolean,
  arch text collate "C" not null default '',
  platform text not null default '',
  gpu_vendor text collate "C" not null default '',
  gpu_model text not null default '',
  gpu_passthrough text collate "C" not null default '',
  cpu_vendor text collate "C" not null default '',
  cpu_model text not null default '',
  ram_speed text not null default '',
  steps jsonb not null default '[]', -- [{"s":"installing","t":"2026-01-02T03:04:05Z"}], in order
  digests uuid[] not null default '{}', -- of its newest posts, to recognise repetitions
  primary key (run_key, created_at)
) partition by range (created_at);

create table analytics.runs_default partition of analytics.runs default;

create index runs_created on analytics.runs (created_at desc, run_key);
create index runs_app on analytics.runs (app, created_at desc, run_key);
create index runs_status on analytics.runs (status, created_at desc, run_key);
create index runs_open on analytics.runs (updated_at) where outcome_at is null;

-- The partition of a run: a unique key of a partitioned table has to include the partition's column, so run_key alone is unique here.
create table analytics.run_keys (
  run_key uuid primary key,
  created_at timestamptz not null
);

create index run_keys_created on analytics.run_keys using brin (created_at) with (autosummarize = on);

-- The rows of runs. In a function, the plan over all partitions is made once per connection. The planner cannot know in advance which
-- partitions the keys are in; with these settings it takes the nested loop over indexes, which at run time reads only those partitions.
create function analytics.runs_of(keys uuid[]) returns setof analytics.runs language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return query
    select r.*
    from unnest(keys) as wanted (run_key)
    join analytics.run_keys k on k.run_key = wanted.run_key
    join analytics.runs r on r.run_key = k.run_key and r.created_at = k.created_at;
end
$$;

-- Rollups by the time of a run's first post. The primary key is the grain; a run moves between the columns and rows as it proceeds.

create table analytics.run_days (
  day date not null,
  repo text collate "C" not null,
  slug text collate "C" not null,
  runs bigint not null,
  installing bigint not null, -- without an outcome yet: installing, validation, configuring
  success bigint not null,
  failed bigint not null,
  aborted bigint not null,
  unknown bigint not null,
  duration_sum bigint not null, -- seconds, of successful runs that reported one; clients send 0 for unknown
  duration_count bigint not null,
  cores_sum bigint not null, -- of runs that reported more than 0, as the next two
  cores_count bigint not null,
  ram_sum bigint not null, -- MB
  ram_count bigint not null,
  disk_sum bigint not null, -- GB
  disk_count bigint not null,
  primary key (day, repo, slug)
) with (fillfactor = 50);

create table analytics.run_script_days (
  day date not null,
  repo text collate "C" not null,
  slug text collate "C" not null,
  app text collate "C" not null,
  type text collate "C" not null,
  os text collate "C" not null,
  runs bigint not null,
  installing bigint not null, -- of the status of that name alone, as the next two
  validation bigint not null,
  configuring bigint not null,
  success bigint not null,
  failed bigint not null,
  aborted bigint not null,
  unknown bigint not null,
  primary key (day, repo, slug, app, type, os)
) with (fillfactor = 50);

-- Distributions. kind: method, pve_version, gpu (vendor and passthrough, separated by \x1f), arch.
create table analytics.run_value_days (
  day date not null,
  repo text collate "C" not null,
  slug text collate "C" not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  runs bigint not null,
  primary key (day, repo, slug, kind, value)
) with (fillfactor = 50);

-- Failed and aborted runs. kind: exit_code, category, pattern.
create table analytics.run_failure_days (
  day date not null,
  repo text collate "C" not null,
  slug text collate "C" not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  app text collate "C" not null,
  type text collate "C" not null,
  failed bigint not null,
  aborted bigint not null,
  primary key (day, repo, slug, kind, value, app, type)
) with (fillfactor = 50);

-- The patterns under which a day's failures are counted. Their number per day is bounded; further ones count as (other).
create table analytics.run_patterns (
  day date not null,
  pattern text collate "C" not null,
  primary key (day, pattern)
);

-- Runs that ended by themselves, by hour, for the alerts: their windows roll, which days cannot express. Kept for 15 days; a rule looks
-- back eight at most.
create table analytics.run_script_hours (
  hour timestamptz not null,
  app text collate "C" not null, -- the script
  success bigint not null,
  failed bigint not null,
  primary key (hour, app)
) with (fillfactor = 70);

-- Runs that began in each minute and in each second: a page deep in a busy day is found by summing these instead of skipping over runs.
create table analytics.run_minutes (
  minute timestamptz not null,
  repo text collate "C" not null,
  slug text collate "C" not null,
  runs bigint not null,
  primary key (minute, repo, slug)
) with (fillfactor = 70);

create table analytics.run_seconds (
  second timestamptz not null,
  repo text collate "C" not null,
  slug text collate "C" not null,
  runs bigint not null,
  primary key (second, repo, slug)
) with (fillfactor = 70);

-- Of all time.
create table analytics.run_totals (
  repo text collate "C" not null,
  slug text collate "C" not null,
  runs bigint not null,
  primary key (repo, slug)
) with (fillfactor = 50);

create table analytics.run_scripts (
  repo text collate "C" not null,
  app text collate "C" not null,
  type text collate "C" not null,
  first_day date not null,
  primary key (repo, app, type)
) with (fillfactor = 80);

-- Counters for Prometheus, which only grow: how often a run began, or got an outcome.
create table analytics.run_counters (
  counter text primary key, -- installs, success, failed, aborted
  value bigint not null
);
