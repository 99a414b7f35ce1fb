-- What a refused post would have been, and who sent it.
alter table analytics.quarantine
  add column meant_as text not null default 'run',
  add column client text not null default '';

-- Reasons that differ in a place or a number are one.
create function analytics.reason_group(reason text) returns text language sql immutable parallel safe as $$
  select btrim(left(regexp_replace(regexp_replace(reason, '[0-9]+', '#', 'g'), '[[:cntrl:]]+', ' ', 'g'), 100))
$$;
