-- Addresses that an account does not send to. State, not history. An expired row is as good as none until it is swept.
create table suppression (
    -- UUIDv7 of the moment of created_at, to the millisecond: ranges of time are ranges of ids.
    id         uuid primary key,
    account_id uuid        not null,
    -- Normalized, so that two writings of one mailbox are one row.
    email      text        not null,
    -- Empty: all domains of the account, also those that it adds later.
    domain     text        not null,
    reason     text        not null,
    origin     text        not null check (origin in ('api', 'hard_bounce', 'final_failure', 'complaint')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint suppression_once unique (account_id, email, domain)
);
-- Lists are newest first by id. The conditions are always true: only a query that repeats one can use the index. Without
-- them a look-up by address, planned for the average account, reads all rows of a large one.
create index suppression_by_account on suppression (account_id, id) where expires_at > '-infinity';
create index suppression_by_domain on suppression (account_id, domain, id) where created_at > '-infinity';
create index suppression_expires_at on suppression (expires_at);
