-- What the answers about runs and starts share.

-- The one formula of percentages: with one decimal, 0 of nothing.
create function analytics.percentage(part bigint, whole bigint) returns numeric language sql immutable parallel safe as $$
  select case when whole = 0 then 0 else round(100.0 * part / whole, 1) end
$$;

-- Of what came to an end by itself: a run that its user aborted says nothing about the script.
create function analytics.success_rate(success bigint, failed bigint) returns numeric language sql immutable parallel safe as $$
  select analytics.percentage(success, success + failed)
$$;

create function analytics.failure_rate(success bigint, failed bigint) returns numeric language sql immutable parallel safe as $$
  select analytics.percentage(failed, success + failed)
$$;

-- One kind's values of all time, without those of the other kinds.
create index start_value_days_kind on analytics.start_value_days (kind, value);

create index quarantine_kind_newest on analytics.quarantine (kind, quarantined_at desc, id desc);

-- How many runs began in each minute and in each second: where in a busy day a page begins, without stepping over the runs before it.
create table analytics.run_minutes (
  minute timestamptz not null,
  repo text collate "C" not null,
  slug text collate "C" not null,
  runs bigint not null,
  primary key (minute, repo, slug)
) with (fillfactor = 70);

create table analytics.run_seconds (
  second timestamptz not null,
  repo text collate "C" not null,
  slug text collate "C" not null,
  runs bigint not null,
  primary key (second, repo, slug)
) with (fillfactor = 70);
