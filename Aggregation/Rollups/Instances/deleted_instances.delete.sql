delete from analytics.deleted_instances
where instance_id in (select instance_id from instance_changes where status <> 'deleted');
