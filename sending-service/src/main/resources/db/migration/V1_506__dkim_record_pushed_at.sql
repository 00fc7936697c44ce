-- When the zone was last told of it.
alter table dkim_record add column pushed_at timestamptz not null default '-infinity';
