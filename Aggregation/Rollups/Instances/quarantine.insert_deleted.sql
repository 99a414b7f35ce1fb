-- Snapshots that arrive after the deletion of their instance. They are accounted for without their content.
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
