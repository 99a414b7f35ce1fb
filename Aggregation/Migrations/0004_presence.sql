-- How many instances there are on a day, and with which version. An instance is active on the days on which it sent a snapshot and on the
-- 29 that follow, quiet on those of them that are 7 or more days after its last one, gone on the 30th. It has the version of its last day.
-- Days on which it is revoked, deleted or assigned to another application do not count.

-- Every state that Ingestion has reported. Rows may arrive repeatedly and in any order: the revision gives the order.
create table analytics.instance_statuses (
  instance_id uuid not null,
  revision bigint not null,
  changed_at timestamptz not null,
  status text collate "C" not null,
  app text collate "C" not null,
  primary key (instance_id, revision)
);

-- The first day on which an instance sent a snapshot.
create table analytics.instance_firsts (
  instance_id uuid not null,
  app text collate "C" not null,
  day date not null,
  primary key (instance_id, app)
);

-- The change of the active and quiet instances from the day before, and the number of new and gone ones. Each instance that becomes active
-- also becomes inactive on some day, possibly in the future. So the changes of all days add up to zero, and the sum of those after a day,
-- negated, is the number on that day, without a look at the days before.
create table analytics.presence_days (
  app text collate "C" not null,
  day date not null,
  active integer not null,
  quiet integer not null,
  new integer not null,
  gone integer not null,
  primary key (app, day)
) with (fillfactor = 70);

-- The overview reads the last days of every application.
create index presence_days_day on analytics.presence_days (day);

create table analytics.version_presence_days (
  app text collate "C" not null,
  day date not null,
  version text collate "C" not null,
  active integer not null,
  primary key (app, day, version)
) with (fillfactor = 70);

-- What days with snapshots add to presence_days and version_presence_days. The three arrays have equal length; each position names a row of
-- instance_versions. A function with its own settings for the same reason as analytics.runs_of.
create function analytics.presence_of(instances uuid[], apps text[], days date[])
returns table (app text, version text, day date, active integer, quiet integer, gone integer)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return query
    with stays as materialized (
      select v.instance_id, v.app, v.version, v.day as since, coalesce(later.day, v.day + 30) as until, later.day is null as lapses
      from unnest(instances, apps, days) as given (instance_id, app, day)
      join analytics.instance_versions v on v.instance_id = given.instance_id and v.day = given.day and v.app = given.app
      left join lateral (
        select w.day
        from analytics.instance_versions w
        where w.instance_id = v.instance_id and w.app = v.app and w.day > v.day and w.day <= v.day + 30
        order by w.day
        limit 1) later on true
    ),
    pauses as materialized (
      select whose.instance_id, whose.app, paused.since, paused.until
      from (select distinct s.instance_id, s.app from stays s) whose
      cross join lateral (
        select known.since, lead(known.since, 1, 'infinity') over (order by known.revision) as until, known.counts
        from (
          select
            t.revision,
            max((t.changed_at at time zone 'UTC')::date) over in_order as since,
            t.status = 'active' and t.app = whose.app and not bool_or(t.status = 'deleted') over in_order as counts
          from analytics.instance_statuses t
          where t.instance_id = whose.instance_id
          window in_order as (order by t.revision)) known) paused
      where not paused.counts and paused.since < paused.until
    ),
    parts as (
      select s.instance_id, s.app, s.version, 'active' as state, s.since, s.until from stays s
      union all
      select s.instance_id, s.app, s.version, 'quiet', s.since + 7, s.until from stays s where s.since + 7 < s.until
      union all
      select s.instance_id, s.app, s.version, 'gone', s.since + 30, s.since + 31 from stays s where s.lapses
    ),
    signed as (
      select p.app, p.version, p.state, p.since, p.until, 1 as sign from parts p
      union all
      select p.app, p.version, p.state, greatest(p.since, x.since), least(p.until, x.until), -1
      from parts p
      join pauses x on x.instance_id = p.instance_id and x.app = p.app and x.since < p.until and p.since < x.until
    )
    select
      s.app, s.version, s.since, (s.state = 'active')::integer * s.sign, (s.state = 'quiet')::integer * s.sign,
      (s.state = 'gone')::integer * s.sign
    from signed s
    union all
    select s.app, s.version, s.until, (s.state = 'active')::integer * -s.sign, (s.state = 'quiet')::integer * -s.sign, 0
    from signed s
    where s.state <> 'gone';
end
$$;
