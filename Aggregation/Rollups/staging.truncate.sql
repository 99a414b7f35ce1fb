-- Empties the temporary tables between the halves of a batch.
truncate
  staged_instances, staged_snapshots, affected_instances, instances_before, instance_changes, new_snapshots, instance_deltas, new_statuses,
  changed_days, affected_days, presence_deltas, staged_runs, staged_starts, new_starts, staged_refused_posts;
