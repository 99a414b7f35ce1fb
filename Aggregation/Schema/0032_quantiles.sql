-- The middle of what instances have in an hour or a day, and what 95 of 100 have at most, over each one's last value in it. Sums change by
-- differences; these do not, so they are computed anew, beside the intake (Upkeep/Quantiles.cs), where a bucket has changed.
create table analytics.metric_hour_quantiles (
  app text collate "C" not null,
  hour timestamptz not null,
  metric text collate "C" not null,
  median numeric not null,
  p95 numeric not null,
  primary key (app, hour, metric)
) with (fillfactor = 70);

create table analytics.metric_day_quantiles (
  app text collate "C" not null,
  day date not null,
  metric text collate "C" not null,
  median numeric not null,
  p95 numeric not null,
  primary key (app, day, metric)
) with (fillfactor = 70);

-- What has changed since. The mark is another one after each change: who has computed a bucket removes the mark that was there before.
create table analytics.stale_hours (
  app text collate "C" not null,
  hour timestamptz not null,
  mark uuid not null,
  primary key (app, hour)
) with (fillfactor = 50);

create table analytics.stale_days (
  app text collate "C" not null,
  day date not null,
  mark uuid not null,
  primary key (app, day)
) with (fillfactor = 50);

insert into analytics.stale_hours (app, hour, mark)
select distinct app, hour, gen_random_uuid() from analytics.metric_hours where hour > now() - interval '8 days'
on conflict do nothing;

insert into analytics.stale_days (app, day, mark)
select distinct app, day, gen_random_uuid() from analytics.metric_days
on conflict do nothing;
