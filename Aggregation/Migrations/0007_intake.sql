-- The account of the intake: accepted = stored + duplicates + quarantined + in flight.

-- Committed batches: a redelivered one is skipped whole.
create table analytics.batches (
  batch_id uuid primary key,
  committed_at timestamptz not null default now()
);

create index batches_committed_at on analytics.batches using brin (committed_at);

create table analytics.account (
  kind text primary key,
  stored bigint not null,
  duplicates bigint not null,
  quarantined bigint not null
);

-- What each process of Ingestion has accepted, by its newest count that arrived: a handful of small rows per start of a process. Publisher
-- 0 stands for batches without a publisher.
create table analytics.publishers (
  publisher_id uuid not null,
  kind text not null,
  accepted bigint not null,
  primary key (publisher_id, kind)
);

create table analytics.quarantine (
  id bigint generated always as identity primary key,
  quarantined_at timestamptz not null default now(),
  received_at timestamptz not null,
  kind text not null,
  reason text not null,
  body text, -- null: the item was valid, but its instance is deleted
  digest uuid, -- a refused body that its client sends again is kept once
  meant_as text not null default 'run', -- the kind of report that a refused post was meant to be
  client text not null default '' -- the name and version that the client reports of itself
);

create unique index quarantine_digest on analytics.quarantine (digest) where digest is not null;
create index quarantine_newest on analytics.quarantine (quarantined_at desc, id desc);
create index quarantine_kind_newest on analytics.quarantine (kind, quarantined_at desc, id desc);

-- Reasons that differ only in positions or numbers belong to one group.
create function analytics.reason_group(reason text) returns text language sql immutable parallel safe as $$
  select btrim(left(regexp_replace(regexp_replace(reason, '[0-9]+', '#', 'g'), '[[:cntrl:]]+', ' ', 'g'), 100))
$$;
