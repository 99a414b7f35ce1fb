-- Counted instances that have not been seen for 30 days.
with inserted as (
  insert into affected_instances (instance_id)
  select instance_id
  from analytics.instance_states
  where counted
    and last_seen_at <= now() - interval '30 days'
  order by last_seen_at
  limit 1000
  returning 1
)
select count(*) from inserted;
