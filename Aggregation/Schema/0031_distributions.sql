-- What the active instances are. kind: os, architecture, deployment_mode, environment; "": not told.
create table analytics.app_values (
  app text collate "C" not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  instances integer not null,
  primary key (app, kind, value)
) with (fillfactor = 50);

-- An instance says its platform when it registers, as in "linux/amd64", or else by the labels that SDKs add to each snapshot.
create function analytics.values_of(os_arch text, deployment_mode text, environment text, metrics jsonb)
returns table (kind text, value text) language sql immutable as $$
  select kind, left(case when kind in ('os', 'architecture') then lower(told) else told end, 100)
  from (values
    ('os', coalesce(nullif(split_part(os_arch, '/', 1), ''), metrics ->> 'sys_os', metrics ->> 'os', '')),
    ('architecture', coalesce(nullif(split_part(os_arch, '/', 2), ''), metrics ->> 'sys_arch', metrics ->> 'arch', '')),
    ('deployment_mode', coalesce(nullif(deployment_mode, ''), metrics ->> 'sys_mode', '')),
    ('environment', environment)) all_of_them (kind, told)
$$;

insert into analytics.app_values (app, kind, value, instances)
select i.app, v.kind, v.value, count(*)
from analytics.instances i
join analytics.instance_states s using (instance_id)
cross join lateral analytics.values_of(i.os_arch, i.deployment_mode, i.environment, s.metrics) v
where s.counted
group by i.app, v.kind, v.value;
