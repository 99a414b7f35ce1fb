insert into analytics.start_time_days as r (day, bucket, starts)
select day, analytics.startup_bucket(startup_time_ms), count(*)
from new_starts
group by 1, 2
order by 1, 2
on conflict (day, bucket) do update set starts = r.starts + excluded.starts;
