-- Snapshots are not the only raw reports: one pair of functions for every table that has a partition per day.
drop function analytics.add_snapshot_partition(date);
drop function analytics.drop_snapshot_partitions(date);

-- A day's partition of a table by a column of times, with what the default one holds of that day (it refuses a partition for rows that it has).
create function analytics.add_day_partition(parent text, by_column text, day date) returns void language plpgsql as $$
declare
  partition text := parent || '_' || to_char(day, 'YYYYMMDD');
  lower timestamptz := day::timestamp at time zone 'UTC';
  upper timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
  -- Who reads the whole table sees a row before its move or after it, never neither: attach alone would let a plan made before the move look
  -- for it where it was. Who waited here for another one also sees what that one made.
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

-- Partitions of days before the first one to keep.
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
