-- The sums of a metric over each instance's last value in an hour or day ({unit}): a later value of an instance replaces its share.
with arrived as (
  select
    instance_id, {bucket} as {unit}, app,
    min(taken_at) as first_at,
    max(taken_at) as newest_at,
    analytics.overlay(numbers order by taken_at, digest) as metrics,
    (array_agg(numbers order by taken_at desc, digest desc))[1] as newest
  from new_snapshots
  group by instance_id, {unit}, app
),
compared as (
  select
    instance_id, {unit}, app, a.metrics, a.newest_at,
    case when a.metrics = a.newest then a.newest_at else a.first_at end as oldest_at,
    k.metrics as known, k.oldest_at as known_oldest_at, k.newest_at as known_newest_at,
    case
      when k.instance_id is null then 'first'
      when a.first_at > k.newest_at then 'after'
      when a.newest_at < k.oldest_at then 'before'
      else 'among'
    end as arrival
  from arrived a
  left join analytics.instance_{unit}s k using (instance_id, {unit}, app)
),
merged as (
  select
    *,
    case arrival
      when 'first' then metrics
      when 'after' then known || metrics
      when 'before' then metrics || known
      when 'among' then known || analytics.metrics_of_{unit}(instance_id, app, {start})
    end as merged_metrics
  from compared
),
states as (
  insert into analytics.instance_{unit}s as k (instance_id, {unit}, app, oldest_at, newest_at, metrics)
  select
    instance_id, {unit}, app,
    case
      when arrival in ('first', 'after') and merged_metrics = metrics then oldest_at
      when arrival = 'before' and merged_metrics = known then known_oldest_at
      else least(oldest_at, known_oldest_at)
    end,
    greatest(newest_at, known_newest_at),
    merged_metrics
  from merged
  on conflict (instance_id, {unit}, app) do update set
    oldest_at = excluded.oldest_at,
    newest_at = excluded.newest_at,
    metrics = excluded.metrics
),
stale as (
  insert into analytics.stale_{unit}s (app, {unit}, mark)
  select app, {unit}, gen_random_uuid()
  from merged
  where merged_metrics is distinct from known {recent}
  group by app, {unit}
  order by app, {unit}
  on conflict (app, {unit}) do update set mark = excluded.mark
),
deltas as (
  select app, {unit}, m.key as metric, m.value::numeric as value, 1 as sign
  from merged
  cross join lateral jsonb_each(merged_metrics) m
  where merged_metrics is distinct from known
  union all
  select app, {unit}, m.key, -m.value::numeric, -1
  from merged
  cross join lateral jsonb_each(known) m
  where merged_metrics is distinct from known
)
insert into analytics.metric_{unit}s as r (app, {unit}, metric, value, instances)
select app, {unit}, metric, sum(value), sum(sign)
from deltas
group by app, {unit}, metric
having (sum(value), sum(sign)) <> (0, 0)
order by app, {unit}, metric
on conflict (app, {unit}, metric) do update set
  value = r.value + excluded.value,
  instances = r.instances + excluded.instances;
