insert into analytics.current_metrics as r (app, metric, value, instances)
select s.app, m.key, sum(s.sign * m.value::numeric), sum(s.sign)
from instance_deltas s
cross join lateral jsonb_each(s.metrics) m
where s.counted
  and jsonb_typeof(m.value) = 'number'
  and octet_length(m.key) <= 500
group by s.app, m.key
having (sum(s.sign * m.value::numeric), sum(s.sign)) <> (0, 0)
order by s.app, m.key
on conflict (app, metric) do update set
  value = r.value + excluded.value,
  instances = r.instances + excluded.instances;
