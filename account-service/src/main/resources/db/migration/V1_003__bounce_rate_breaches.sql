-- The latest breach of the bounce rate of each account that is still to be acted on; no part of a read model.
create table bounce_rate_breach (
  account_id    uuid        primary key,
  sent_count    bigint      not null,
  bounced_count bigint      not null,
  limit_percent float8      not null,
  occurred_at   timestamptz not null,
  looked_at     timestamptz not null default now()
);
