-- The newest report of each application with instances, and the number of hours with a report among the 24 up to it.
select a.slug, a.name, l.newest_at, h.hours
from analytics.app_counts c
join analytics.applications a on a.slug = c.app
cross join lateral (
  select hour, newest_at from analytics.app_hours where app = c.app order by hour desc limit 1
) l
cross join lateral (
  select count(*) as hours from analytics.app_hours where app = c.app and hour > l.hour - interval '24 hours'
) h
where c.total > 0
