-- A snapshot that arrives before the registration of its instance creates the instance with revision 0.
with unknown as (
  select distinct on (instance_id) s.*
  from staged_snapshots s
  where not exists (select from analytics.instances i where i.instance_id = s.instance_id)
  order by instance_id, taken_at desc, digest desc
),
named as (
  insert into analytics.instances (
    instance_id, revision, status, app, version, deployment_mode, environment, os_arch, registered_at)
  select instance_id, 0, 'active', app, version, '', '', '', received_at
  from unknown
)
insert into analytics.instance_states (instance_id, app, last_seen_at)
select instance_id, app, received_at
from unknown;
