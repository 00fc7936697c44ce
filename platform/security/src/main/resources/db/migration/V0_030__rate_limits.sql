-- Token buckets, when replicas share them; the content is Bucket4j's. Losing them costs one burst.
create unlogged table rate_limit_bucket (
  bucket  text        primary key,
  state   bytea       not null,
  used_at timestamptz not null default now()
);
create index rate_limit_bucket_age on rate_limit_bucket (used_at);
