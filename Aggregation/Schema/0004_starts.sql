-- Starts of containers.

create sequence analytics.start_ids;

create table analytics.starts (
  id bigint not null default nextval('analytics.start_ids'),
  started_at timestamptz not null,
  digest uuid not null,
  instance_id text not null,
  image_version text collate "C" not null,
  architecture text collate "C" not null,
  os text collate "C" not null,
  container_runtime text collate "C" not null,
  startup_time_ms numeric(20) not null,
  db_type text collate "C" not null,
  telemetry_version text collate "C" not null,
  client_timestamp text not null,
  primary key (started_at, id)
) partition by range (started_at);

create table analytics.starts_default partition of analytics.starts default;

-- What has been counted: a start by its digest, an instance by the first 16 bytes of SHA-256 over its id.
create table analytics.start_keys (
  digest uuid primary key,
  started_at timestamptz not null
);

create index start_keys_started on analytics.start_keys using brin (started_at) with (autosummarize = on);

create table analytics.start_instances (
  instance_key uuid primary key,
  started_at timestamptz not null -- the newest start
) with (fillfactor = 80);

-- Rollups. The primary key is the grain.

create table analytics.start_days (
  day date primary key,
  starts bigint not null,
  instances bigint not null, -- that started for the first time
  startup_ms numeric not null -- the sum
) with (fillfactor = 50);

-- Distributions. kind: version, architecture, os, container_runtime, db_type, telemetry_version.
create table analytics.start_value_days (
  day date not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  starts bigint not null,
  primary key (day, kind, value)
) with (fillfactor = 50);
