-- Read model "thresholds": each fires once per account, scope and period.
create table usage_threshold (
    account_id      uuid        not null,
    scope           text        not null,
    period_start    date        not null,
    percent         integer     not null,
    limit_volume    bigint      not null,
    reception_count bigint      not null,
    reached_at      timestamptz not null,
    primary key (period_start, account_id, scope, percent)
);
