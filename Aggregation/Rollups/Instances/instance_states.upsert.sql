insert into analytics.instance_states as s (instance_id, app, last_seen_at)
select instance_id, app, registered_at
from instance_changes
where status <> 'deleted'
order by instance_id
on conflict (instance_id) do update set
  app = excluded.app,
  last_seen_at = case when s.taken_at is null then excluded.last_seen_at else s.last_seen_at end
where s.app <> excluded.app or s.taken_at is null;
