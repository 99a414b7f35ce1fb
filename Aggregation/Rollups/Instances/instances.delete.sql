-- A deleted instance leaves its tombstone; history rollups stay as they are.
delete from analytics.snapshots where instance_id in (select instance_id from instance_changes where purge);
delete from analytics.instance_hours where instance_id in (select instance_id from instance_changes where purge);
delete from analytics.instance_days where instance_id in (select instance_id from instance_changes where purge);
delete from analytics.instance_versions where instance_id in (select instance_id from instance_changes where purge);
delete from analytics.instance_statuses where instance_id in (select instance_id from instance_changes where purge);
delete from analytics.instance_firsts where instance_id in (select instance_id from instance_changes where purge);
delete from analytics.instance_states where instance_id in (select instance_id from instance_changes where purge);
delete from analytics.instances where instance_id in (select instance_id from instance_changes where purge);

insert into analytics.deleted_instances as d (instance_id, revision)
select instance_id, revision from instance_changes where status = 'deleted'
on conflict (instance_id) do update set revision = excluded.revision;

-- The first status of an instance that registers again after its deletion.
insert into analytics.instance_statuses (instance_id, revision, changed_at, status, app)
select instance_id, revision, changed_at, status, app
from new_statuses
where is_of_new_life
order by instance_id, revision;
