-- When a waiting delivery is attempted next. For one that is being sent: when its process counts as ended, and another one takes over.
-- The default is for deliveries from before this column, and for processes of the version before, which may still be sending them.
alter table notifications.deliveries
  add column next_attempt_at timestamptz not null default now() + interval '2 minutes';

create index deliveries_due on notifications.deliveries (channel, next_attempt_at) where state in ('waiting', 'sending');
