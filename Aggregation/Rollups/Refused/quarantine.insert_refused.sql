-- Clients repeat refused posts; each is kept once.
with kept as (
  insert into analytics.quarantine (received_at, kind, reason, body, digest, meant_as, client)
  select received_at, 'refused', reason, body, digest, meant_as, client
  from staged_refused_posts
  order by received_at, digest
  on conflict (digest) where digest is not null do nothing
  returning 1
)
select count(*) from kept;
