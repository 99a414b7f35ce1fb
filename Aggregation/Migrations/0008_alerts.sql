-- Alerts: the numbers that only they read (run_script_hours is with the runs), rules, incidents, and the outbox.

-- The hours in which an application reported. Kept for 15 days, as the others by hour; a rule looks back eight at most.
create table analytics.app_hours (
  app text collate "C" not null,
  hour timestamptz not null,
  newest_at timestamptz not null, -- of the newest snapshot of that hour
  primary key (app, hour)
) with (fillfactor = 70);

create index app_hours_hour on analytics.app_hours using brin (hour) with (autosummarize = on);

-- Counted instances that had reported within 24 hours, sampled once an hour.
create table analytics.active_hours (
  hour timestamptz not null,
  app text collate "C" not null,
  active integer not null,
  primary key (hour, app)
);

-- Rules that an admin has changed. All others are as the code and the settings define them.
create table analytics.alert_rules (
  rule text collate "C" primary key,
  enabled boolean not null,
  thresholds jsonb not null, -- {"percent":20}
  updated_at timestamptz not null
);

-- At most one open incident per rule and subject.
create table analytics.incidents (
  id uuid primary key,
  rule text collate "C" not null,
  subject text collate "C" not null, -- an application's or a script's name; "": all runs
  app text collate "C" not null, -- the application's slug; "": the subject is not an application
  reason text not null, -- of the last step
  value double precision not null, -- at the last evaluation
  threshold double precision not null,
  opened_at timestamptz not null,
  ended_at timestamptz,
  told_at timestamptz not null, -- of the last step
  told_value double precision not null, -- at the last step
  clear_evaluations integer not null default 0 -- consecutive evaluations so far at which it could have ended
) with (fillfactor = 70);

create unique index incidents_open on analytics.incidents (rule, subject) where ended_at is null;
create index incidents_opened on analytics.incidents (opened_at desc, id desc) where ended_at is null;
create index incidents_ended on analytics.incidents (ended_at desc, id desc) where ended_at is not null;

-- The notified steps of incidents.
create table analytics.incident_steps (
  id bigint generated always as identity primary key,
  incident_id uuid not null,
  kind text collate "C" not null, -- opened, worsened, ended
  at timestamptz not null,
  rule text collate "C" not null,
  subject text collate "C" not null,
  reason text not null,
  value double precision not null,
  threshold double precision not null
);

create index incident_steps_at on analytics.incident_steps (at desc, id);

-- The state that evaluations share: a single row.
create table analytics.alert_state (
  one boolean primary key default true check (one),
  evaluated_at timestamptz, -- the last evaluation
  watching_since timestamptz, -- the start of the uninterrupted series of evaluations with incoming reports
  digest_week date -- the last week with a digest
);

insert into analytics.alert_state default values;

-- Messages for Notifications until the broker has confirmed them.
create table analytics.alert_outbox (
  sequence bigint generated always as identity primary key,
  id uuid not null unique,
  kind text not null, -- incidents, digest, test
  message jsonb not null
);
