-- What instances sent of days: pairs of one and the other. A function of its own for the same reasons as analytics.runs_of.
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
