-- Revisions grow over deletions too, so a tombstone is one more revision to be newer than.
with applicable as (
  select c.*
  from staged_instances c
  left join analytics.instances i using (instance_id)
  left join analytics.deleted_instances d using (instance_id)
  where c.revision > greatest(i.revision, d.revision, -1)
),
newest as (
  insert into instance_changes (
    instance_id, revision, status, app, app_name, version, deployment_mode, environment, os_arch, registered_at, purge)
  select distinct on (instance_id)
    instance_id, revision, status, app, app_name, version, deployment_mode, environment, os_arch, registered_at,
    bool_or(status = 'deleted') over (partition by instance_id)
  from applicable
  order by instance_id, revision desc
)
select count(*) from applicable;
