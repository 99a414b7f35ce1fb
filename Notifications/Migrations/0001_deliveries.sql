-- Notices as they were composed when their message arrived. The id is the message's.
create table notifications.notices (
  id uuid primary key,
  kind text not null check (kind in ('incidents', 'digest', 'test')),
  at timestamptz not null,
  recorded_at timestamptz not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  body_json text not null
);

create index notices_oldest on notifications.notices (recorded_at);

-- A notice's deliveries, one per recipient.
create table notifications.deliveries (
  id uuid primary key,
  notice_id uuid not null references notifications.notices on delete cascade,
  channel text not null check (channel in ('mail', 'webhook')),
  recipient text not null,
  state text not null check (state in ('waiting', 'sending', 'sent', 'failed', 'recorded')),
  attempts integer not null default 0,
  interruptions integer not null default 0,
  reason text not null default '',
  created_at timestamptz not null,
  sent_at timestamptz,
  unique (notice_id, channel, recipient)
);

create index deliveries_newest on notifications.deliveries (created_at desc, id desc);
