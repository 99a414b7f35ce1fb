-- $1 the present hour.
select a.slug, a.name, b.active, coalesce(n.active, 0)
from analytics.active_hours b
join analytics.app_counts c using (app)
join analytics.applications a on a.slug = b.app
left join analytics.active_hours n on n.app = b.app and n.hour = $1
where b.hour = $1 - interval '24 hours'
  and c.total > 0
