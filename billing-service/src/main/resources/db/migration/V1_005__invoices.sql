-- Read model "invoices": what was billed, and never changes.
create table invoice (
    id              uuid        primary key,
    account_id      uuid        not null,
    number          text        not null,
    period_start    date        not null,
    customer_name   text        not null,
    plan_id         text        not null,
    plan_name       text        not null,
    currency        text        not null,
    pricing         jsonb       not null,
    reception_count bigint      not null,
    base_fee_minor  bigint      not null,
    overage_minor   bigint      not null,
    corrected_count bigint      not null,
    correction_minor bigint     not null,
    total_minor     bigint      not null,
    issued_at       timestamptz not null,
    unique (account_id, period_start),
    unique (account_id, number)
);

-- In the order of the invoice: the parent, its children newest first, the removed ones, then corrections by period.
create table invoice_line (
    invoice_id      uuid    not null,
    line            integer not null,
    kind            text    not null,
    period_start    date    not null,
    bucket          text    not null,
    account_id      uuid,
    name            text    not null,
    reception_count bigint  not null,
    amount_minor    bigint  not null,
    primary key (invoice_id, line)
);

-- How much of each row of usage is on an invoice already; the rest of closed periods is what the next one corrects.
create table billed_usage (
    period_start    date   not null,
    account_id      uuid   not null,
    reception_count bigint not null,
    primary key (period_start, account_id)
);

-- which parents have periods to close is looked for again and again, among many more children
create index account_directory_parents on account_directory (account_id)
    where parent_id is null and created_at is not null;
