-- Each change of any instance takes the next revision while it holds the row's lock, so the revisions of one instance only grow.
create sequence identity.revisions as bigint;

-- A deleted instance keeps its row, without its key and what it reported: its revisions continue when the id registers again.
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
