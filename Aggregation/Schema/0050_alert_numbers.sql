-- What alerts look at: rolling windows, which days cannot show. Kept for 15 days; a rule looks back at most eight.

-- Nothing is stored while what is stored is counted.
select pg_advisory_xact_lock(hashtext('analytics.writer'));

-- Runs that came to an end by themselves, by the hour of their first post.
create table analytics.run_script_hours (
  hour timestamptz not null,
  app text collate "C" not null, -- the script
  success bigint not null,
  failed bigint not null,
  primary key (hour, app)
) with (fillfactor = 70);

insert into analytics.run_script_hours (hour, app, success, failed)
select date_trunc('hour', created_at, 'UTC') as hour, app, count(*) filter (where status = 'success'), count(*) filter (where status = 'failed')
from analytics.runs
where created_at > now() - interval '15 days'
  and status in ('success', 'failed')
group by hour, app;

-- The hours in which an application reported.
create table analytics.app_hours (
  app text collate "C" not null,
  hour timestamptz not null,
  newest_at timestamptz not null, -- of the newest snapshot of that hour
  primary key (app, hour)
) with (fillfactor = 70);

create index app_hours_hour on analytics.app_hours using brin (hour) with (autosummarize = on);

insert into analytics.app_hours (app, hour, newest_at)
select app, hour, max(newest_at)
from analytics.instance_hours
where hour > now() - interval '15 days'
group by app, hour;

-- Instances that count and had reported within 24 hours, once an hour.
create table analytics.active_hours (
  hour timestamptz not null,
  app text collate "C" not null,
  active integer not null,
  primary key (hour, app)
);
