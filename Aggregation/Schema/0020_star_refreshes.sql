-- Who has asked GitHub last, so that several processes ask once an hour together. Another repository is asked for at once.
create table analytics.star_refreshes (
  slug text collate "C" primary key,
  github_url text not null,
  tried_at timestamptz not null
);

create index applications_github on analytics.applications (slug) where github_url <> '';
