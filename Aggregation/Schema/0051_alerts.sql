-- What an admin has changed of a rule; the others are as the code and the settings have them.
create table analytics.alert_rules (
  rule text collate "C" primary key,
  enabled boolean not null,
  thresholds jsonb not null, -- {"percent":20}
  updated_at timestamptz not null
);

-- One per rule and subject while it is open.
create table analytics.incidents (
  id uuid primary key,
  rule text collate "C" not null,
  subject text collate "C" not null, -- an application's or a script's name; "": all runs
  app text collate "C" not null, -- the application's slug; "" where it is about none
  reason text not null, -- of the last step
  value double precision not null, -- at the last evaluation
  threshold double precision not null,
  opened_at timestamptz not null,
  ended_at timestamptz,
  told_at timestamptz not null, -- the last step
  told_value double precision not null,
  clear_evaluations integer not null default 0 -- in a row, at which it could have ended
) with (fillfactor = 70);

create unique index incidents_open on analytics.incidents (rule, subject) where ended_at is null;
create index incidents_opened on analytics.incidents (opened_at desc, id desc) where ended_at is null;
create index incidents_ended on analytics.incidents (ended_at desc, id desc) where ended_at is not null;

-- What has been told of them.
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

-- One row: what evaluations know of each other.
create table analytics.alert_state (
  one boolean primary key default true check (one),
  evaluated_at timestamptz, -- the last evaluation
  watching_since timestamptz, -- since then evaluations have not ceased, and reports have come through
  digest_week date -- the last week that was summed up
);

insert into analytics.alert_state default values;

-- Messages for Notifications until the broker has them.
create table analytics.alert_outbox (
  sequence bigint generated always as identity primary key,
  id uuid not null unique,
  kind text not null, -- incidents, digest, test
  message jsonb not null
);
