-- Scopes know since when they are there and to which domain they are bound. Times as the service writes them: RFC 3339 in
-- UTC, milliseconds only where there are any.
update api_key k set scopes = (
  select coalesce(jsonb_agg(s.scope || jsonb_build_object(
           'domain_id', null,
           'created_at', regexp_replace(to_char(k.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '\.000Z$', 'Z'))
           order by s.place), '[]')
    from jsonb_array_elements(k.scopes) with ordinality as s (scope, place));

-- When a key was last used, written in batches. Not in the log, so not in the read model.
create table api_key_use (
  key_id       uuid        primary key,
  last_used_at timestamptz not null
);

-- Domains whose scopes have to go, noted from the events of sending-service.
create table removed_domain (
  domain_id  uuid        primary key,
  account_id uuid        not null,
  domain     text        not null,
  noted_at   timestamptz not null default now()
);

-- The history of an account's keys, and of one key: the subject is either.
create index es_event_account on es_event (((payload ->> 'accountId')::uuid), event_id);
create index es_event_key on es_event (((payload ->> 'keyId')::uuid), event_id);
create view subject_event as
  select (payload ->> 'accountId')::uuid as subject_id, event_id, type, version, time, payload, metadata from es_event
  union all
  select (payload ->> 'keyId')::uuid as subject_id, event_id, type, version, time, payload, metadata from es_event;
