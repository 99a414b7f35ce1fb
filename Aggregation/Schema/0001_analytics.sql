-- Everything that is read. Text that takes part in keys is compared bytewise: faster, and the same on every server.

create extension if not exists pg_trgm with schema public;

create table analytics.applications (
  slug text collate "C" primary key,
  id uuid not null default gen_random_uuid(),
  name text collate "C" not null,
  github_url text not null default '',
  logo_url text not null default '',
  stars integer not null default 0,
  stars_updated_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index applications_name on analytics.applications (name);

-- What Ingestion tells of an instance. What changes with every snapshot is in instance_states, so that snapshots do not touch the
-- search index.
create table analytics.instances (
  instance_id uuid primary key,
  revision bigint not null, -- 0: known only by a snapshot that overtook the registration
  status text collate "C" not null,
  app text collate "C" not null,
  version text collate "C" not null,
  deployment_mode text not null,
  environment text not null,
  os_arch text not null,
  registered_at timestamptz not null,
  introduced boolean not null default false, -- it is in app_days.introduced
  -- Separated by a character that no search can contain, so that nothing is found across two of them.
  search text generated always as (
    instance_id::text || e'\x1f' || version || e'\x1f' || environment || e'\x1f' || deployment_mode) stored
);

create index instances_app on analytics.instances (app, status);
create index instances_search on analytics.instances using gin (search public.gin_trgm_ops);

create table analytics.instance_states (
  instance_id uuid primary key,
  app text collate "C" not null, -- as in instances, for the order by time within an application
  last_seen_at timestamptz not null, -- the newest snapshot's time, or the registration while there is none
  taken_at timestamptz, -- of the newest snapshot
  digest uuid, -- of the newest snapshot
  metrics jsonb not null default '{}',
  counted boolean not null default false -- active and seen within 30 days: app_counts, app_versions and current_metrics hold it
) with (fillfactor = 60);

create index instance_states_last_seen on analytics.instance_states (last_seen_at desc, instance_id);
create index instance_states_app on analytics.instance_states (app, last_seen_at desc, instance_id);
create index instance_states_counted on analytics.instance_states (last_seen_at) where counted;

create table analytics.deleted_instances (
  instance_id uuid primary key,
  revision bigint not null
);

-- Raw reports, one partition per day. The same bytes have the same time, so the key may hold the partition's column and still tells
-- every repetition.
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

-- A day's partition, with what the default one holds of that day (it refuses a partition for rows that it has).
create function analytics.add_snapshot_partition(day date) returns void language plpgsql as $$
declare
  partition text := 'snapshots_' || to_char(day, 'YYYYMMDD');
  lower timestamptz := day::timestamp at time zone 'UTC';
  upper timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
  if to_regclass('analytics.' || partition) is not null then
    return;
  end if;
  execute format('create table analytics.%I (like analytics.snapshots including defaults)', partition);
  execute format(
    'with moved as (delete from analytics.snapshots_default where taken_at >= %L and taken_at < %L returning *) insert into analytics.%I select * from moved',
    lower, upper, partition);
  execute format('alter table analytics.snapshots attach partition analytics.%I for values from (%L) to (%L)', partition, lower, upper);
end
$$;

-- Partitions of days before the first one to keep.
create function analytics.drop_snapshot_partitions(first_kept date) returns void language plpgsql as $$
declare
  partition text;
begin
  for partition in
    select c.relname
    from pg_inherits
    join pg_class c on c.oid = inhrelid
    where inhparent = 'analytics.snapshots'::regclass
      and c.relname ~ '^snapshots_[0-9]{8}$'
      and c.relname < 'snapshots_' || to_char(first_kept, 'YYYYMMDD')
  loop
    execute format('drop table analytics.%I', partition);
  end loop;
end
$$;

-- What of a snapshot are metrics: its numbers. A longer key would not fit into an index. (Staging.cs does the same to what arrives.)
create function analytics.numbers(metrics jsonb) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(key, value), '{}')
  from jsonb_each(metrics)
  where jsonb_typeof(value) = 'number' and octet_length(key) <= 500
$$;

-- Objects on top of each other, in the aggregate's order: the last one that has a key wins.
create aggregate analytics.overlay(jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');

-- An instance's last value of each metric in a bucket: what its next snapshot in that bucket replaces. The values are of snapshots
-- between oldest_at and newest_at; mostly those are equal, as the newest snapshot has every metric.
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

-- An hour's and a day's values computed anew, for snapshots that arrive in the midst of others. Functions of their own, since planning
-- a look at all partitions costs more than a small batch.
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

create table analytics.app_counts (
  app text collate "C" primary key,
  total integer not null,
  active integer not null
) with (fillfactor = 50);

create table analytics.app_versions (
  app text collate "C" not null,
  version text collate "C" not null,
  instances integer not null,
  primary key (app, version)
) with (fillfactor = 50);

create table analytics.current_metrics (
  app text collate "C" not null,
  metric text collate "C" not null,
  value numeric not null,
  instances integer not null,
  primary key (app, metric)
) with (fillfactor = 50);

-- Batches that are committed: a redelivery is skipped whole.
create table analytics.batches (
  batch_id uuid primary key,
  committed_at timestamptz not null default now()
);

create index batches_committed_at on analytics.batches using brin (committed_at);

-- accepted = stored + duplicates + quarantined + what is still in the queue.
create table analytics.account (
  kind text primary key,
  stored bigint not null,
  duplicates bigint not null,
  quarantined bigint not null
);

create table analytics.quarantine (
  id bigint generated always as identity primary key,
  quarantined_at timestamptz not null default now(),
  received_at timestamptz not null,
  kind text not null,
  reason text not null,
  body text -- null: there was nothing wrong with it but its instance's deletion
);
