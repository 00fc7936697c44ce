-- Read model of the event-sourced domain, kept in the transaction of its events.
create table domain (
    id                     uuid primary key,
    account_id             uuid        not null,
    name                   text        not null,
    return_path_subdomain  text,
    tracking_subdomain     text,
    subscription_subdomain text,
    dkim_selector          text        not null,
    dkim_public_key        text        not null,
    verified               boolean     not null,
    created_at             timestamptz not null,
    updated_at             timestamptz not null,
    constraint domain_once_per_account unique (account_id, name)
);
-- Lists are newest first by id (UUIDv7).
create index domain_by_account on domain (account_id, id);
-- One account at a time can hold a name verified.
create unique index domain_verified_once on domain (name) where verified;

-- The last DNS lookup per domain; state, not history. checked_at moves only with a complete lookup.
create table dns_check (
    domain_id  uuid primary key,
    propagated text[]      not null,
    checked_at timestamptz,
    updated_at timestamptz not null
);

-- Private DKIM keys, sealed with AES-256-GCM; the sealed form names the encryption key it needs.
create table dkim_key (
    domain_id  uuid primary key,
    selector   text  not null,
    sealed_key bytea not null
);

-- Who may send, as account-events tell it. An account without a row may: its key was accepted, its events are on the way.
create table sender_account (
    account_id        uuid primary key,
    parent_account_id uuid,
    suspended         boolean not null default false,
    deleted           boolean not null default false
);
create index sender_account_deleted on sender_account (account_id) where deleted;

-- What one request sends, once for all its recipients.
create table message_content (
    id               uuid primary key,
    account_id       uuid        not null,
    domain_id        uuid        not null,
    sender_domain    text        not null,
    from_address     text        not null,
    from_name        text,
    reply_to_address text,
    reply_to_name    text,
    subject          text        not null,
    text_body        text,
    html_body        text,
    headers          jsonb       not null,
    tags             text[]      not null,
    keep_until       timestamptz not null
);
create index message_content_keep_until on message_content (keep_until);

-- One message to one recipient. Ids are UUIDv7, so ranges of the primary key are ranges of time: the table can be
-- partitioned by id when its size asks for it. No foreign key to the content, which is deleted earlier.
create table message (
    id             uuid primary key,
    content_id     uuid        not null,
    content_bytes  integer     not null,
    account_id     uuid        not null,
    domain_id      uuid        not null,
    sender_domain  text        not null,
    recipient      text        not null,
    recipient_name text,
    state          text        not null default 'queued'
        check (state in ('queued', 'held', 'delivered', 'bounced', 'failed', 'dropped')),
    attempts       smallint    not null default 0,
    -- When the next attempt may start. A claim moves it to the end of its lease, so a dead worker's message comes back.
    due_at         timestamptz not null,
    lease          uuid,
    last_reply     text,
    accepted_at    timestamptz not null,
    ended_at       timestamptz,
    keep_until     timestamptz not null
);
create index message_due on message (due_at) where state = 'queued';
create index message_held on message (account_id) where state = 'held';
create index message_unfinished_content on message (content_id) where state in ('queued', 'held');
create index message_keep_until on message (keep_until) where state not in ('queued', 'held');

-- Ends an attempt. Fails, and with it the transaction of the event, when the lease passed to somebody else.
create function message_end_attempt(p_id uuid, p_lease uuid, p_state text, p_pause_ms bigint, p_reply text)
    returns void
    language plpgsql as
$$
begin
    update message
       set state      = p_state,
           due_at     = now() + p_pause_ms * interval '1 millisecond',
           lease      = null,
           last_reply = p_reply,
           ended_at   = case when p_state = 'queued' then null else now() end
     where id = p_id and lease = p_lease and state = 'queued';
    if not found then
        raise exception 'the lease of the message was lost' using errcode = 'SE001';
    end if;
end
$$;
