-- Applications, their instances, and what is true of them now.

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
create index applications_github on analytics.applications (slug) where github_url <> '';

-- The last request to GitHub for each application, so that several processes together ask once an hour. A changed github_url is asked for
-- at once.
create table analytics.star_refreshes (
  slug text collate "C" primary key,
  github_url text not null,
  tried_at timestamptz not null
);

-- What Ingestion reports of an instance. What changes with every snapshot is in instance_states, so that snapshots do not touch the
-- search index.
create table analytics.instances (
  instance_id uuid primary key,
  revision bigint not null, -- 0: known only by a snapshot that arrived before the registration
  status text collate "C" not null,
  app text collate "C" not null,
  version text collate "C" not null,
  deployment_mode text not null,
  environment text not null,
  os_arch text not null,
  registered_at timestamptz not null,
  introduced boolean not null default false, -- app_days.introduced includes it
  -- The separator is a character that no search can contain, so that no match spans two fields.
  search text generated always as (
    instance_id::text || e'\x1f' || version || e'\x1f' || environment || e'\x1f' || deployment_mode) stored
);

create index instances_app on analytics.instances (app, status);
create index instances_search on analytics.instances using gin (search public.gin_trgm_ops);

create table analytics.instance_states (
  instance_id uuid primary key,
  app text collate "C" not null, -- a copy of instances.app, for the order by time within an application
  last_seen_at timestamptz not null, -- the newest snapshot's time, or the registration's while there is no snapshot
  taken_at timestamptz, -- of the newest snapshot
  digest uuid, -- of the newest snapshot
  metrics jsonb not null default '{}',
  counted boolean not null default false -- active and seen within 30 days: app_counts, app_versions and current_metrics include it
) with (fillfactor = 60);

create index instance_states_last_seen on analytics.instance_states (last_seen_at desc, instance_id);
create index instance_states_app on analytics.instance_states (app, last_seen_at desc, instance_id);
create index instance_states_counted on analytics.instance_states (last_seen_at) where counted;

create table analytics.deleted_instances (
  instance_id uuid primary key,
  revision bigint not null
);

-- Rollups of the instances whose state is counted. The primary key is the grain.

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

-- kind: os, architecture, deployment_mode, environment. The value "" means not reported.
create table analytics.app_values (
  app text collate "C" not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  instances integer not null,
  primary key (app, kind, value)
) with (fillfactor = 50);

-- The values of one instance. Its platform comes from the registration, as in "linux/amd64", or else from labels that SDKs add to each
-- snapshot.
create function analytics.values_of(os_arch text, deployment_mode text, environment text, metrics jsonb)
returns table (kind text, value text) language sql immutable as $$
  select kind, left(case when kind in ('os', 'architecture') then lower(told) else told end, 100)
  from (values
    ('os', coalesce(nullif(split_part(os_arch, '/', 1), ''), metrics ->> 'sys_os', metrics ->> 'os', '')),
    ('architecture', coalesce(nullif(split_part(os_arch, '/', 2), ''), metrics ->> 'sys_arch', metrics ->> 'arch', '')),
    ('deployment_mode', coalesce(nullif(deployment_mode, ''), metrics ->> 'sys_mode', '')),
    ('environment', environment)) all_of_them (kind, told)
$$;

-- The sort key of a version: 1.10.0 follows 1.9.3. A version without a number sorts before all others.
create function analytics.version_number(version text) returns numeric[] language sql immutable as $$
  select array(select part::numeric from regexp_split_to_table(substring(version from '^[vV]?(\d{1,9}(?:\.\d{1,9})*)'), '\.') part)
$$;

-- 2.0.0-rc.1 precedes 2.0.0.
create function analytics.is_prerelease(version text) returns boolean language sql immutable as $$
  select version ~ '^[vV]?\d+(\.\d+)*-'
$$;
