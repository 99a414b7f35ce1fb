-- An upsert, since an update would plan for every partition. {columns} and {updates} are those of RunTable.
insert into analytics.runs ({columns})
select {columns}
from staged_runs
where sign = 1
order by run_key
on conflict (run_key, created_at) do update set {updates};
