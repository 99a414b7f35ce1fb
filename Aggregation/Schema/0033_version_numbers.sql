-- Which of two versions is the newer one, as far as their text tells: 1.10.0 follows 1.9.3, and 2.0.0-rc.1 precedes 2.0.0. What has no number
-- comes before everything.
create function analytics.version_number(version text) returns numeric[] language sql immutable as $$
  select array(select part::numeric from regexp_split_to_table(substring(version from '^[vV]?(\d{1,9}(?:\.\d{1,9})*)'), '\.') part)
$$;

create function analytics.is_prerelease(version text) returns boolean language sql immutable as $$
  select version ~ '^[vV]?\d+(\.\d+)*-'
$$;

-- The overview reads the last days of every application.
create index presence_days_day on analytics.presence_days (day);
