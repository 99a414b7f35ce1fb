-- Each change of any instance takes the next one, under the row's lock: revisions of one instance only grow.
create sequence identity.revisions as bigint;

-- A deleted instance keeps its row, without its key and what it told: its revisions go on growing when the id registers anew.
create table identity.instances (
  id uuid primary key,
  public_key bytea not null,
  status text not null check (status in ('Pending', 'Active', 'Revoked', 'Deleted')),
  app_slug text not null,
  app_name text not null,
  app_version text not null,
  deployment_mode text not null,
  environment text not null,
  os_arch text not null,
  registered_at timestamptz not null,
  revision bigint not null,
  check (octet_length(public_key) = case status when 'Deleted' then 0 else 32 end)
);

-- Instances that were active, and so may be in a cache, when they changed. Rows live for an hour.
create table identity.changes (
  instance_id uuid not null,
  changed_at timestamptz not null default clock_timestamp()
);

create index changes_changed_at on identity.changes (changed_at);
