-- Snapshots that were under way while their instance was deleted. They are accounted for, and nothing of them is kept.
with late as (
  delete from staged_snapshots s
  using analytics.deleted_instances d
  where d.instance_id = s.instance_id
  returning s.received_at
),
noted as (
  insert into analytics.quarantine (received_at, kind, reason)
  select received_at, 'snapshot', 'the instance is deleted' from late
)
select count(*) from late;
