-- $1 slug, $2 limit of values per kind
with ranked as (
  select kind, value, instances, row_number() over (partition by kind order by instances desc, value) as rank
  from analytics.app_values
  where app = $1 and instances > 0
),
lists as (
  select kind, json_agg(json_build_object('value', value, 'count', instances) order by rank) as list
  from ranked
  where rank <= $2
  group by kind
)
select json_build_object(
  'active_instances', coalesce((select active from analytics.app_counts where app = $1), 0),
  'os', coalesce((select list from lists where kind = 'os'), '[]'),
  'architecture', coalesce((select list from lists where kind = 'architecture'), '[]'),
  'deployment_mode', coalesce((select list from lists where kind = 'deployment_mode'), '[]'),
  'environment', coalesce((select list from lists where kind = 'environment'), '[]'))::text
from analytics.applications
where slug = $1
