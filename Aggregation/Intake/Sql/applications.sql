-- Whoever is first decides how the name is written.
with named as (
  select app, app_name from news where status <> 'deleted'
  union all
  select app, app_name from staged_snapshots
)
insert into analytics.applications (slug, name)
select distinct on (app) app, app_name
from named
where not exists (select from analytics.applications a where a.slug = named.app)
order by app
on conflict do nothing;
