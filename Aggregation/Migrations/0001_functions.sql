-- What several subjects share. Text in keys has collation "C" everywhere: bytewise comparison is faster, and the same on every server.

create extension if not exists pg_trgm with schema public;

-- The one formula of percentages: one decimal, and 0 where the whole is 0.
create function analytics.percentage(part bigint, whole bigint) returns numeric language sql immutable parallel safe as $$
  select case when whole = 0 then 0 else round(100.0 * part / whole, 1) end
$$;

-- Rates leave out aborted runs: that a user stopped a run says nothing about the script.
create function analytics.success_rate(success bigint, failed bigint) returns numeric language sql immutable parallel safe as $$
  select analytics.percentage(success, success + failed)
$$;

create function analytics.failure_rate(success bigint, failed bigint) returns numeric language sql immutable parallel safe as $$
  select analytics.percentage(failed, success + failed)
$$;

-- Creates a table's partition for a day (UTC). PostgreSQL refuses a partition for rows that the default partition holds, so those are
-- moved.
create function analytics.add_day_partition(parent text, by_column text, day date) returns void language plpgsql as $$
declare
  partition text := parent || '_' || to_char(day, 'YYYYMMDD');
  lower timestamptz := day::timestamp at time zone 'UTC';
  upper timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
  -- With the lock a query of the whole table sees each row exactly once. "attach" alone takes a weaker one: a plan made before the move
  -- would look for the rows in the default partition. The lock comes first, so that a concurrent call finds the partition that this one
  -- made.
  execute format('lock table only analytics.%I in access exclusive mode', parent);
  if to_regclass('analytics.' || partition) is not null then
    return;
  end if;
  execute format('create table analytics.%I (like analytics.%I including defaults)', partition, parent);
  execute format(
    'with moved as (delete from analytics.%I where %I >= %L and %I < %L returning *) insert into analytics.%I select * from moved',
    parent || '_default', by_column, lower, by_column, upper, partition);
  execute format('alter table analytics.%I attach partition analytics.%I for values from (%L) to (%L)', parent, partition, lower, upper);
end
$$;

-- Drops the partitions of the days before the first one to keep.
create function analytics.drop_day_partitions(parent text, first_kept date) returns void language plpgsql as $$
declare
  partition text;
begin
  for partition in
    select c.relname
    from pg_inherits
    join pg_class c on c.oid = inhrelid
    where inhparent = ('analytics.' || parent)::regclass
      and c.relname ~ (parent || '_[0-9]{8}$')
      and c.relname < parent || '_' || to_char(first_kept, 'YYYYMMDD')
  loop
    execute format('drop table analytics.%I', partition);
  end loop;
end
$$;
