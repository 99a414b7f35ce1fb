-- The first report of an application decides the spelling of its name.
with named as (
  select app, app_name from instance_changes where status <> 'deleted'
  union all
  select app, app_name from staged_snapshots
)
insert into analytics.applications (slug, name)
select distinct on (app) app, app_name
from named
where not exists (select from analytics.applications a where a.slug = named.app)
order by app
on conflict do nothing;
