-- Who has asked GitHub last, so that several processes ask once an hour together. Another repository is asked for at once.
create table analytics.star_refreshes (
  slug text collate "C" primary key,
  github_url text not null,
  tried_at timestamptz not null
);

create index applications_github on analytics.applications (slug) where github_url <> '';

-- Exports read snapshots day by day. A day's partition needs no help for that; what has none is here.
create index snapshots_default_taken on analytics.snapshots_default (taken_at, instance_id, digest);
