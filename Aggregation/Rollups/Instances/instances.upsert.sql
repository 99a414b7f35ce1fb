insert into analytics.instances as i (
  instance_id, revision, status, app, version, deployment_mode, environment, os_arch, registered_at)
select instance_id, revision, status, app, version, deployment_mode, environment, os_arch, registered_at
from instance_changes
where status <> 'deleted'
order by instance_id
on conflict (instance_id) do update set
  revision = excluded.revision,
  status = excluded.status,
  app = excluded.app,
  version = excluded.version,
  deployment_mode = excluded.deployment_mode,
  environment = excluded.environment,
  os_arch = excluded.os_arch,
  registered_at = excluded.registered_at;
