delete from analytics.deleted_instances
where instance_id in (select instance_id from news where status <> 'deleted');

insert into analytics.instances as i (
  instance_id, revision, status, app, version, deployment_mode, environment, os_arch, registered_at)
select instance_id, revision, status, app, version, deployment_mode, environment, os_arch, registered_at
from news
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

insert into analytics.instance_states as s (instance_id, app, last_seen_at)
select instance_id, app, registered_at
from news
where status <> 'deleted'
order by instance_id
on conflict (instance_id) do update set
  app = excluded.app,
  last_seen_at = case when s.taken_at is null then excluded.last_seen_at else s.last_seen_at end
where s.app <> excluded.app or s.taken_at is null;
