-- A day counts its failures under 500 patterns; a further one is (other). The row keeps what it is counted under.
with wanted as (
  select distinct day, pattern
  from staged_runs s
  where sign = 1
    and pattern <> ''
    and not exists (select from analytics.run_patterns p where p.day = s.day and p.pattern = s.pattern)
)
insert into analytics.run_patterns (day, pattern)
select day, pattern
from (
  select
    day, pattern,
    row_number() over (partition by day order by pattern)
      + (select count(*) from analytics.run_patterns p where p.day = wanted.day) as rank
  from wanted
) placed
where rank <= 500
order by day, pattern;

update staged_runs s
set pattern = '(other)'
where sign = 1
  and pattern <> ''
  and not exists (select from analytics.run_patterns p where p.day = s.day and p.pattern = s.pattern);
