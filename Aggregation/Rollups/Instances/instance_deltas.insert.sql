with after as (
  select instance_id, i.app, i.version, i.deployment_mode, i.environment, i.os_arch, s.counted, s.taken_at, s.digest, s.metrics
  from affected_instances
  join analytics.instances i using (instance_id)
  join analytics.instance_states s using (instance_id)
),
changed as (
  select b as b, a as a
  from instances_before b
  full join after a using (instance_id)
  where (b.app, b.version, b.deployment_mode, b.environment, b.os_arch, b.counted, b.taken_at, b.digest)
    is distinct from (a.app, a.version, a.deployment_mode, a.environment, a.os_arch, a.counted, a.taken_at, a.digest)
)
insert into instance_deltas (sign, app, version, deployment_mode, environment, os_arch, counted, metrics)
select -1, (b).app, (b).version, (b).deployment_mode, (b).environment, (b).os_arch, (b).counted, (b).metrics
from changed
where (b).instance_id is not null
union all
select 1, (a).app, (a).version, (a).deployment_mode, (a).environment, (a).os_arch, (a).counted, (a).metrics
from changed
where (a).instance_id is not null;
