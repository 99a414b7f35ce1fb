-- Exports read snapshots day by day. A day's partition needs no help for that; what has none is here.
create index if not exists snapshots_default_taken on analytics.snapshots_default (taken_at, instance_id, digest);
