-- How long starts took, by day: a histogram of fixed buckets, from which any quantile of any range of days comes.

-- Each doubling has 32 buckets of one width, and up to 63 ms each millisecond has its own. The middle of a bucket is at most 1/64 (1.6 %) from
-- every whole number in it.
create function analytics.startup_bucket(ms numeric) returns smallint language plpgsql immutable strict parallel safe as $$
declare
  value bigint := least(ms, 4611686018427387904)::bigint; -- 2^62: more is no time
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

create table analytics.start_time_days (
  day date not null,
  bucket smallint not null,
  starts bigint not null,
  primary key (day, bucket)
) with (fillfactor = 50);

insert into analytics.start_time_days (day, bucket, starts)
select (started_at at time zone 'UTC')::date, analytics.startup_bucket(startup_time_ms), count(*)
from analytics.starts
group by 1, 2;

-- A range of days, by what they are asked for.
create index start_value_days_kind_day on analytics.start_value_days (kind, day);
