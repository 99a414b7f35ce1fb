-- Those who count and have not been seen for 30 days.
insert into touched (instance_id)
select instance_id
from analytics.instance_states
where counted
  and last_seen_at <= now() - interval '30 days'
order by last_seen_at
limit 1000;
