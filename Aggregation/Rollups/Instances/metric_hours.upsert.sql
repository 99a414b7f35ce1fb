-- Each instance's last value of a metric in an hour, summed: what an instance adds is replaced when it has later values.
with arrived as (
  select
    instance_id, date_trunc('hour', taken_at, 'UTC') as hour, app,
    min(taken_at) as first_at,
    max(taken_at) as newest_at,
    analytics.overlay(numbers order by taken_at, digest) as metrics,
    (array_agg(numbers order by taken_at desc, digest desc))[1] as newest
  from new_snapshots
  group by instance_id, hour, app
),
placed as (
  select
    instance_id, hour, app, a.metrics, a.newest_at,
    case when a.metrics = a.newest then a.newest_at else a.first_at end as oldest_at,
    k.metrics as known, k.oldest_at as known_oldest_at, k.newest_at as known_newest_at,
    case
      when k.instance_id is null then 'first'
      when a.first_at > k.newest_at then 'after'
      when a.newest_at < k.oldest_at then 'before'
      else 'among'
    end as place
  from arrived a
  left join analytics.instance_hours k using (instance_id, hour, app)
),
laid as (
  select
    *,
    case place
      when 'first' then metrics
      when 'after' then known || metrics
      when 'before' then metrics || known
      when 'among' then known || analytics.metrics_of_hour(instance_id, app, hour)
    end as laid_metrics
  from placed
),
states as (
  insert into analytics.instance_hours as k (instance_id, hour, app, oldest_at, newest_at, metrics)
  select
    instance_id, hour, app,
    case
      when place in ('first', 'after') and laid_metrics = metrics then oldest_at
      when place = 'before' and laid_metrics = known then known_oldest_at
      else least(oldest_at, known_oldest_at)
    end,
    greatest(newest_at, known_newest_at),
    laid_metrics
  from laid
  on conflict (instance_id, hour, app) do update set
    oldest_at = excluded.oldest_at,
    newest_at = excluded.newest_at,
    metrics = excluded.metrics
),
stale as (
  insert into analytics.stale_hours (app, hour, mark)
  select app, hour, gen_random_uuid()
  from laid
  where laid_metrics is distinct from known
    and hour > now() - interval '8 days'
  group by app, hour
  order by app, hour
  on conflict (app, hour) do update set mark = excluded.mark
),
deltas as (
  select app, hour, m.key as metric, m.value::numeric as value, 1 as sign
  from laid
  cross join lateral jsonb_each(laid_metrics) m
  where laid_metrics is distinct from known
  union all
  select app, hour, m.key, -m.value::numeric, -1
  from laid
  cross join lateral jsonb_each(known) m
  where laid_metrics is distinct from known
)
insert into analytics.metric_hours as r (app, hour, metric, value, instances)
select app, hour, metric, sum(value), sum(sign)
from deltas
group by app, hour, metric
having (sum(value), sum(sign)) <> (0, 0)
order by app, hour, metric
on conflict (app, hour, metric) do update set
  value = r.value + excluded.value,
  instances = r.instances + excluded.instances;
