-- Numbers are metrics. A longer key would not fit into an index; it is kept with the snapshot and not counted.
insert into fresh_values (instance_id, app, taken_at, metric, value)
select f.instance_id, f.app, f.taken_at, m.key, m.value::numeric
from fresh f
cross join lateral jsonb_each(f.metrics) m
where jsonb_typeof(m.value) = 'number'
  and octet_length(m.key) <= 500;
