-- An instance counts while it is active and was seen within 30 days.
update analytics.instance_states s
set counted = not counted
from affected_instances t
join analytics.instances i using (instance_id)
where s.instance_id = t.instance_id
  and s.counted <> (i.status = 'active' and s.last_seen_at > now() - interval '30 days');
