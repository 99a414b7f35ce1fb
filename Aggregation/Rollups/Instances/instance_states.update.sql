-- The newest snapshot is the instance's state; a late one is history only.
with newest as (
  select distinct on (instance_id) instance_id, taken_at, digest, metrics
  from new_snapshots
  order by instance_id, taken_at desc, digest desc
)
update analytics.instance_states s
set last_seen_at = n.taken_at, taken_at = n.taken_at, digest = n.digest, metrics = n.metrics
from newest n
where s.instance_id = n.instance_id
  and (s.taken_at is null or (n.taken_at, n.digest) > (s.taken_at, s.digest));
