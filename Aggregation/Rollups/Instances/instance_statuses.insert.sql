-- The presence of instances that are approved, revoked, deleted or moved to another application. An instance that is deleted and registers
-- again is a new one from then on: the presence of the old one ends here.
with ends as (
  select c.instance_id, max(c.revision) as revision
  from staged_instances c
  join instance_changes n using (instance_id)
  where n.purge and c.status = 'deleted'
  group by c.instance_id
)
insert into new_statuses (instance_id, revision, changed_at, status, app, is_of_new_life)
select c.instance_id, c.revision, c.changed_at, c.status, c.app, coalesce(c.revision > e.revision, false)
from staged_instances c
left join analytics.deleted_instances d using (instance_id)
left join ends e using (instance_id)
where c.revision > coalesce(d.revision, -1)
  and (c.status <> 'deleted' or c.revision <= e.revision)
  and not exists (select from analytics.instance_statuses k where k.instance_id = c.instance_id and k.revision = c.revision);

insert into affected_days (instance_id, app, day)
select v.instance_id, v.app, v.day
from analytics.instance_versions v
where v.instance_id in (select instance_id from new_statuses)
  and (
    exists (select from new_statuses n where n.instance_id = v.instance_id and (n.status, n.app) <> ('active', v.app))
    or exists (select from analytics.instance_statuses k where k.instance_id = v.instance_id and (k.status, k.app) <> ('active', v.app)));

insert into presence_deltas (app, version, day, active, quiet, new, gone)
select app, version, day, -active, -quiet, 0, -gone
from analytics.presence_of(
  array(select instance_id from affected_days order by instance_id, app, day),
  array(select app from affected_days order by instance_id, app, day),
  array(select day from affected_days order by instance_id, app, day));

insert into analytics.instance_statuses (instance_id, revision, changed_at, status, app)
select instance_id, revision, changed_at, status, app
from new_statuses
where not is_of_new_life
order by instance_id, revision;

insert into presence_deltas (app, version, day, active, quiet, new, gone)
select app, version, day, active, quiet, 0, gone
from analytics.presence_of(
  array(select instance_id from affected_days order by instance_id, app, day),
  array(select app from affected_days order by instance_id, app, day),
  array(select day from affected_days order by instance_id, app, day));

delete from affected_days;
