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

-- The values of one kind: of all time, and of a range of days.
create index start_value_days_kind on analytics.start_value_days (kind, value);
create index start_value_days_kind_day on analytics.start_value_days (kind, day);

-- A histogram of startup times per day. Its buckets are fixed, so that histograms of days add up, and any quantile of any range of days can
-- be read from the sum.
create table analytics.start_time_days (
  day date not null,
  bucket smallint not null,
  starts bigint not null,
  primary key (day, bucket)
) with (fillfactor = 50);

-- The bucket of a time. Each doubling has 32 buckets of equal width, and up to 63 ms each millisecond has its own. The middle of a bucket
-- is at most 1/64 (1.6 %) from every whole number in it.
create function analytics.startup_bucket(ms numeric) returns smallint language plpgsql immutable strict parallel safe as $$
declare
  value bigint := least(ms, 4611686018427387904)::bigint; -- 2^62, so that the cast cannot overflow
  exponent integer;
begin
  if value < 32 then
    return value;
  end if;
  exponent := 64 - position('1' in value::bit(64)::text);
  return (exponent - 4) * 32 + (value >> (exponent - 5)) - 32;
end
$$;

-- The middle of a bucket, in milliseconds.
create function analytics.startup_of_bucket(bucket integer) returns numeric language sql immutable strict parallel safe as $$
  select case
    when bucket < 64 then bucket
    else (32 + bucket % 32) * power(2::numeric, bucket / 32 - 1) + (power(2::numeric, bucket / 32 - 1) - 1) / 2
  end
$$;
