-- Counters only grow: a run whose outcome changes counts for both outcomes.
with moves as (
  select a.status, b.status as known_status
  from staged_runs a
  left join staged_runs b on b.run_key = a.run_key and b.sign = -1
  where a.sign = 1
)
insert into analytics.run_counters as r (counter, value)
select counter, count(*)
from (
  select 'installs' as counter from moves where known_status is null
  union all
  select status from moves where status in ('success', 'failed', 'aborted') and status is distinct from known_status
) grown
group by counter
order by counter
on conflict (counter) do update set value = r.value + excluded.value;
