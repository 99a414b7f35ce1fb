insert into analytics.start_value_days as r (day, kind, value, starts)
select day, reported.kind, reported.value, count(*)
from new_starts
cross join lateral (
  values
    ('version', image_version),
    ('architecture', architecture),
    ('os', os),
    ('container_runtime', container_runtime),
    ('db_type', db_type),
    ('telemetry_version', telemetry_version)
) as reported (kind, value)
group by day, reported.kind, reported.value
order by day, reported.kind, reported.value
on conflict (day, kind, value) do update set starts = r.starts + excluded.starts;
