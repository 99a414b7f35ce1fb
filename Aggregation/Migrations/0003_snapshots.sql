-- Snapshots of instances, each instance's values per hour and day, and the rollups over instances.

-- Raw reports, one partition per day. Equal bytes have an equal time, so the partition's column in the key does not weaken deduplication.
create table analytics.snapshots (
  instance_id uuid not null,
  taken_at timestamptz not null,
  digest uuid not null,
  received_at timestamptz not null,
  app text collate "C" not null,
  version text collate "C" not null,
  metrics jsonb not null,
  primary key (instance_id, taken_at, digest)
) partition by range (taken_at);

create table analytics.snapshots_default partition of analytics.snapshots default;

-- Exports read snapshots day by day. A day's partition is scanned whole; within the default partition the day needs an index.
create index snapshots_default_taken on analytics.snapshots_default (taken_at, instance_id, digest);

-- The metrics of a snapshot are its numbers. A longer key would not fit into an index entry. SnapshotHandler.cs computes the same.
create function analytics.numbers(metrics jsonb) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(key, value), '{}')
  from jsonb_each(metrics)
  where jsonb_typeof(value) = 'number' and octet_length(key) <= 500
$$;

-- Merges objects in the aggregate's order: of equal keys the last one wins.
create aggregate analytics.overlay(jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');

-- The snapshots of pairs of an instance and a day. A function with its own settings for the same reason as analytics.runs_of.
create function analytics.snapshots_of(instances uuid[], days date[]) returns table (
  instance_id uuid, day date, taken_at timestamptz, digest uuid, app text, version text, numbers jsonb)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return query
    select s.instance_id, wanted.day, s.taken_at, s.digest, s.app, s.version, analytics.numbers(s.metrics)
    from unnest(instances, days) as wanted (instance_id, day)
    join analytics.snapshots s
      on s.instance_id = wanted.instance_id
      and s.taken_at >= wanted.day::timestamp at time zone 'UTC'
      and s.taken_at < (wanted.day + 1)::timestamp at time zone 'UTC';
end
$$;

-- An instance's last value of each metric in an hour or a day: its next snapshot in that bucket replaces them. The values come from
-- snapshots between oldest_at and newest_at; mostly those are equal, as the newest snapshot has every metric.
create table analytics.instance_hours (
  instance_id uuid not null,
  hour timestamptz not null,
  app text collate "C" not null,
  oldest_at timestamptz not null,
  newest_at timestamptz not null,
  metrics jsonb not null,
  primary key (instance_id, hour, app)
) with (fillfactor = 90);

create index instance_hours_hour on analytics.instance_hours using brin (hour) with (autosummarize = on);

create table analytics.instance_days (
  instance_id uuid not null,
  day date not null,
  app text collate "C" not null,
  oldest_at timestamptz not null,
  newest_at timestamptz not null,
  metrics jsonb not null,
  primary key (instance_id, day, app)
) with (fillfactor = 60);

create index instance_days_day on analytics.instance_days using brin (day) with (autosummarize = on);

-- The values of an hour and a day, computed anew for a snapshot that arrives later than newer ones. In functions, since a plan over all
-- partitions is cached there: planning it costs more than a small batch.
create function analytics.metrics_of_hour(instance uuid, slug text, start timestamptz) returns jsonb language plpgsql stable as $$
begin
  return (
    select analytics.overlay(analytics.numbers(metrics) order by taken_at, digest)
    from analytics.snapshots
    where instance_id = instance and app = slug and taken_at >= start and taken_at < start + interval '1 hour');
end
$$;

create function analytics.metrics_of_day(instance uuid, slug text, start timestamptz) returns jsonb language plpgsql stable as $$
begin
  return (
    select analytics.overlay(metrics order by hour)
    from analytics.instance_hours
    where instance_id = instance and app = slug and hour >= start and hour < start + interval '1 day');
end
$$;

-- An instance's version by its newest snapshot of the day.
create table analytics.instance_versions (
  instance_id uuid not null,
  day date not null,
  app text collate "C" not null,
  version text collate "C" not null,
  taken_at timestamptz not null,
  digest uuid not null,
  primary key (instance_id, day, app)
) with (fillfactor = 70);

create index instance_versions_day on analytics.instance_versions using brin (day) with (autosummarize = on);

-- Rollups. The primary key is the grain.

create table analytics.metric_hours (
  app text collate "C" not null,
  hour timestamptz not null,
  metric text collate "C" not null,
  value numeric not null, -- the sum over the instances of each one's last value in the hour
  instances integer not null,
  primary key (app, hour, metric)
) with (fillfactor = 50);

create table analytics.metric_days (
  app text collate "C" not null,
  day date not null,
  metric text collate "C" not null,
  value numeric not null,
  instances integer not null,
  primary key (app, day, metric)
) with (fillfactor = 50);

create table analytics.app_days (
  app text collate "C" not null,
  day date not null,
  active integer not null default 0, -- instances that sent a snapshot of that day
  introduced integer not null default 0, -- instances that registered on that day and became active, then or later
  primary key (app, day)
) with (fillfactor = 80);

create table analytics.version_days (
  app text collate "C" not null,
  day date not null,
  version text collate "C" not null,
  instances integer not null,
  primary key (app, day, version)
) with (fillfactor = 80);

-- Median and 95th percentile over the instances, of each one's last value in the bucket. Sums are kept up to date by differences; quantiles
-- cannot be, so Maintenance/Quantiles.cs recomputes the buckets that changed, outside the intake.
create table analytics.metric_hour_quantiles (
  app text collate "C" not null,
  hour timestamptz not null,
  metric text collate "C" not null,
  median numeric not null,
  p95 numeric not null,
  primary key (app, hour, metric)
) with (fillfactor = 70);

create table analytics.metric_day_quantiles (
  app text collate "C" not null,
  day date not null,
  metric text collate "C" not null,
  median numeric not null,
  p95 numeric not null,
  primary key (app, day, metric)
) with (fillfactor = 70);

-- Buckets that changed since their quantiles were computed. Each change sets a new mark, and a computation deletes only the mark that it
-- started from, so that a change during the computation is not lost.
create table analytics.stale_hours (
  app text collate "C" not null,
  hour timestamptz not null,
  mark uuid not null,
  primary key (app, hour)
) with (fillfactor = 50);

create table analytics.stale_days (
  app text collate "C" not null,
  day date not null,
  mark uuid not null,
  primary key (app, day)
) with (fillfactor = 50);
