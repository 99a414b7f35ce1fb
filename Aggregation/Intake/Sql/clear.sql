-- What a part of a batch has left in the scratch tables; the next part begins with empty ones.
truncate
  staged_instances, staged_snapshots, touched, before, news, fresh, shifts, new_statuses, moved, affected, presence,
  staged_runs, staged_starts, fresh_starts, staged_refused;
