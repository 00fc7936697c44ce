-- What billing knows of accounts, from account-events: names and families.
create table account_directory (
    account_id uuid        primary key,
    parent_id  uuid,
    name       text        not null default '',
    created_at timestamptz,
    deleted_at timestamptz
);

create index account_directory_children on account_directory (parent_id, created_at desc, account_id desc)
    where parent_id is not null;

-- Accepted recipients that are billed. The period leads: one period of many accounts is read in one sweep.
create table usage (
    period_start    date   not null,
    account_id      uuid   not null,
    reception_count bigint not null check (reception_count >= 0),
    primary key (period_start, account_id)
);
