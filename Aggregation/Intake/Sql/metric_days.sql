-- Each instance's last value of a metric in a day, summed: a new last value adds its difference to the one it replaces.
with last as (
  select distinct on (instance_id, day, app, metric)
    instance_id, (taken_at at time zone 'UTC')::date as day, app, metric, value, taken_at
  from fresh_values
  order by instance_id, day, app, metric, taken_at desc, value desc
),
known as (
  select instance_id, day, app, m.key as metric, m.value::numeric as value, coalesce((k.older ->> m.key)::timestamptz, k.taken_at) as taken_at
  from (select distinct instance_id, day, app from last) touched
  join analytics.instance_days k using (instance_id, day, app)
  cross join lateral jsonb_each(k.metrics) m
),
merged as (
  select
    instance_id, day, app, metric,
    known.value as known_value,
    case
      when known.value is null or (last.taken_at, last.value) > (known.taken_at, known.value) then last.value
      else known.value
    end as value,
    greatest(known.taken_at, last.taken_at) as taken_at,
    max(greatest(known.taken_at, last.taken_at)) over (partition by instance_id, day, app) as newest
  from known
  full join last using (instance_id, day, app, metric)
),
kept as (
  insert into analytics.instance_days as k (instance_id, day, app, taken_at, metrics, older)
  select
    instance_id, day, app, newest,
    jsonb_object_agg(metric, value),
    coalesce(jsonb_object_agg(metric, taken_at) filter (where taken_at < newest), '{}')
  from merged
  group by instance_id, day, app, newest
  on conflict (instance_id, day, app) do update set
    taken_at = excluded.taken_at,
    metrics = excluded.metrics,
    older = excluded.older
)
insert into analytics.metric_days as r (app, day, metric, value, instances)
select app, day, metric, sum(value - coalesce(known_value, 0)), count(*) filter (where known_value is null)
from merged
where value is distinct from known_value
group by app, day, metric
order by app, day, metric
on conflict (app, day, metric) do update set
  value = r.value + excluded.value,
  instances = r.instances + excluded.instances;
