-- What became of messages, by the hour (UTC) in which it happened. One set of tags is one row, so that a message that has two
-- of the tags that are asked for is counted once; tags_key is a digest of the sorted set, since all tags together may be
-- longer than an index takes. classification: of bounces, else empty.
create table statistics_hourly (
    account_id        uuid        not null,
    hour              timestamptz not null,
    sender_domain     text        not null,
    recipient_domain  text        not null,
    tags_key          uuid        not null,
    classification    text        not null,
    tags              text[]      not null,
    reception_count   bigint      not null,
    delivered_count   bigint      not null,
    deferred_count    bigint      not null,
    bounced_count     bigint      not null,
    failed_count      bigint      not null,
    suppressed_count  bigint      not null,
    opened_count      bigint      not null,
    clicked_count     bigint      not null,
    timed_count       bigint      not null,
    delivery_millis   bigint      not null,
    primary key (account_id, hour, sender_domain, recipient_domain, tags_key, classification)
);
create index statistics_hourly_by_age on statistics_hourly using brin (hour);
