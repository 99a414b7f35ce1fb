insert into analytics.start_value_days as r (day, kind, value, starts)
select day, told.kind, told.value, count(*)
from fresh_starts
cross join lateral (
  values
    ('version', image_version),
    ('architecture', architecture),
    ('os', os),
    ('container_runtime', container_runtime),
    ('db_type', db_type),
    ('telemetry_version', telemetry_version)
) as told (kind, value)
group by day, told.kind, told.value
order by day, told.kind, told.value
on conflict (day, kind, value) do update set starts = r.starts + excluded.starts;
