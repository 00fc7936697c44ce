-- Options of a domain and the two slots of its DKIM keys. A key of the domain's own is in slot 1, published by its owner (TXT).
alter table domain
    add column media_subdomain        text,
    add column dkim_selector_override text,
    add column dkim_delegated         boolean     not null default false,
    add column dkim_active_slot       smallint    not null default 1 check (dkim_active_slot in (1, 2)),
    -- The key in the slot that does not sign: the next one, or the last one while mail signed with it may be under way.
    add column dkim_other_key         text,
    add column dkim_phase             text        not null default 'STEADY'
        check (dkim_phase in ('STEADY', 'PUBLISHING', 'RETIRING')),
    add column dkim_phase_since       timestamptz not null default 'epoch',
    add column dkim_key_since         timestamptz not null default 'epoch';
update domain set dkim_phase_since = created_at, dkim_key_since = created_at;
create index domain_dkim_phase on domain (dkim_phase, dkim_phase_since) where dkim_phase <> 'STEADY';
create index domain_dkim_key_since on domain (dkim_key_since)
    where dkim_delegated and verified and dkim_phase = 'STEADY';

-- Required records that were certainly missing at the last look, and since when: the second look in a row decides.
alter table dns_check
    add column missing       text[] not null default '{}',
    add column missing_since timestamptz;

-- When a domain is looked up again by itself. A claim moves the time to the end of its lease; 'infinity': never.
create table dns_recheck (
    domain_id uuid primary key,
    due_at    timestamptz not null
);
create index dns_recheck_due on dns_recheck (due_at);
insert into dns_recheck (domain_id, due_at) select id, now() + random() * interval '30 minutes' from domain;

-- The private key of the slot that does not sign yet, sealed like those in dkim_key.
create table dkim_standby_key (
    domain_id  uuid primary key,
    selector   text  not null,
    sealed_key bytea not null
);

-- The TXT records that the platform's own zone has to hold, and what the last update of the zone put there.
create table dkim_record (
    id         uuid primary key,
    domain_id  uuid     not null,
    slot       smallint not null,
    host       text     not null,
    public_key text     not null,
    pushed_key text,
    -- From then on it has to be gone; null: it stays.
    remove_at  timestamptz,
    constraint dkim_record_once unique (domain_id, slot)
);
create index dkim_record_pending on dkim_record (id) where pushed_key is distinct from public_key;
create index dkim_record_remove_at on dkim_record (remove_at) where remove_at is not null;
