-- A body that is refused is sent again by its client, and kept once.
alter table analytics.quarantine add column digest uuid;

create unique index quarantine_digest on analytics.quarantine (digest) where digest is not null;
create index quarantine_newest on analytics.quarantine (quarantined_at desc, id desc);
