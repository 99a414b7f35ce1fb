-- Changes of instances that were active, and so may be in a process's cache. Rows live for an hour.
create table identity.changes (
  instance_id uuid not null,
  changed_at timestamptz not null default clock_timestamp()
);

create index changes_changed_at on identity.changes (changed_at);

-- Other processes are notified of a change when it commits (channel identity_changes). The rows are for processes that were not listening
-- then.
create function identity.tell_change() returns trigger
language plpgsql as $$
begin
  perform pg_notify('identity_changes', new.instance_id::text);
  return null;
end
$$;

create trigger tell after insert on identity.changes for each row execute function identity.tell_change();
