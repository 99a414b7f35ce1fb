-- Other processes hear of a change when it commits (channel identity_changes). The rows stay for those that were not listening then.
create function identity.tell_change() returns trigger
language plpgsql as $$
begin
  perform pg_notify('identity_changes', new.instance_id::text);
  return null;
end
$$;

create trigger tell after insert on identity.changes for each row execute function identity.tell_change();
