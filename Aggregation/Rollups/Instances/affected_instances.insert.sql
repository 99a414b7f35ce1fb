insert into affected_instances (instance_id)
select instance_id from staged_instances
union
select instance_id from staged_snapshots;
