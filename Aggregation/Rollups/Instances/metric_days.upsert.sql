-- Each instance's last value of a metric in a day, summed: what an instance adds is replaced when it has later values.
with arrived as (
  select
    instance_id, (taken_at at time zone 'UTC')::date as day, app,
    min(taken_at) as first_at,
    max(taken_at) as newest_at,
    analytics.overlay(numbers order by taken_at, digest) as metrics,
    (array_agg(numbers order by taken_at desc, digest desc))[1] as newest
  from new_snapshots
  group by instance_id, day, app
),
placed as (
  select
    instance_id, day, app, a.metrics, a.newest_at,
    case when a.metrics = a.newest then a.newest_at else a.first_at end as oldest_at,
    k.metrics as known, k.oldest_at as known_oldest_at, k.newest_at as known_newest_at,
    case
      when k.instance_id is null then 'first'
      when a.first_at > k.newest_at then 'after'
      when a.newest_at < k.oldest_at then 'before'
      else 'among'
    end as place
  from arrived a
  left join analytics.instance_days k using (instance_id, day, app)
),
laid as (
  select
    *,
    case place
      when 'first' then metrics
      when 'after' then known || metrics
      when 'before' then metrics || known
      when 'among' then known || analytics.metrics_of_day(instance_id, app, day::timestamp at time zone 'UTC')
    end as laid_metrics
  from placed
),
states as (
  insert into analytics.instance_days as k (instance_id, day, app, oldest_at, newest_at, metrics)
  select
    instance_id, day, app,
    case
      when place in ('first', 'after') and laid_metrics = metrics then oldest_at
      when place = 'before' and laid_metrics = known then known_oldest_at
      else least(oldest_at, known_oldest_at)
    end,
    greatest(newest_at, known_newest_at),
    laid_metrics
  from laid
  on conflict (instance_id, day, app) do update set
    oldest_at = excluded.oldest_at,
    newest_at = excluded.newest_at,
    metrics = excluded.metrics
),
stale as (
  insert into analytics.stale_days (app, day, mark)
  select app, day, gen_random_uuid()
  from laid
  where laid_metrics is distinct from known
  group by app, day
  order by app, day
  on conflict (app, day) do update set mark = excluded.mark
),
deltas as (
  select app, day, m.key as metric, m.value::numeric as value, 1 as sign
  from laid
  cross join lateral jsonb_each(laid_metrics) m
  where laid_metrics is distinct from known
  union all
  select app, day, m.key, -m.value::numeric, -1
  from laid
  cross join lateral jsonb_each(known) m
  where laid_metrics is distinct from known
)
insert into analytics.metric_days as r (app, day, metric, value, instances)
select app, day, metric, sum(value), sum(sign)
from deltas
group by app, day, metric
having (sum(value), sum(sign)) <> (0, 0)
order by app, day, metric
on conflict (app, day, metric) do update set
  value = r.value + excluded.value,
  instances = r.instances + excluded.instances;
