-- Messages by the day on which they are deleted, so that deleting is dropping a partition; what is still to be delivered is in
-- a table of its own, small and hot.

alter table message rename to message_v1;
alter table message_content rename to message_content_v1;
drop function message_end_attempt;

-- What one request sends, once for all its recipients. keep_day: the day (UTC) after which nothing of it is needed.
-- template: whether subject and bodies are rendered with the substitutions. to_header, cc_header: of a conversation, where
-- all recipients are shown to each other: [{"email", "name"}].
create table message_content (
    keep_day         date        not null,
    id               uuid        not null,
    account_id       uuid        not null,
    domain_id        uuid        not null,
    sender_domain    text        not null,
    from_address     text        not null,
    from_name        text,
    reply_to_address text,
    reply_to_name    text,
    to_header        jsonb,
    cc_header        jsonb,
    subject          text        not null,
    text_body        text,
    html_body        text,
    amp_body         text,
    headers          jsonb       not null,
    template         boolean     not null default false,
    substitutions    jsonb,
    track_opens      boolean     not null default false,
    track_clicks     boolean     not null default false,
    keep_until       timestamptz not null,
    primary key (id, keep_day)
) partition by range (keep_day);

-- Files of a content, in the order of the request. content_id without angle brackets: shown inline.
create table message_attachment (
    keep_day      date     not null,
    content_id    uuid     not null,
    position      smallint not null,
    file_name     text     not null,
    content_type  text     not null,
    disposition   text     not null,
    inline_id     text,
    data          bytea    not null,
    primary key (content_id, position, keep_day)
) partition by range (keep_day);

-- One message to one recipient. Ids are UUIDv7, so their order is that of acceptance. sandbox_result: delivery is only
-- pretended, with that end. delivery_log: [{"time", "status", "log"}], oldest first.
create table message (
    keep_day              date        not null,
    id                    uuid        not null,
    account_id            uuid        not null,
    domain_id             uuid        not null,
    content_id            uuid        not null,
    content_keep_day      date        not null,
    sender_domain         text        not null,
    sender                text        not null,
    recipient             text        not null,
    recipient_name        text,
    subject               text        not null,
    tags                  text[]      not null,
    substitutions         jsonb,
    sandbox_result        text,
    status                text        not null default 'received'
        check (status in ('received', 'delivered', 'deferred', 'bounced', 'failed', 'suppressed', 'cancelled', 'dropped')),
    attempts              smallint    not null default 0,
    delivery_log          jsonb       not null default '[]',
    bounce_classification text,
    open_count            integer     not null default 0,
    click_count           integer     not null default 0,
    first_attempt_at      timestamptz,
    expires_at            timestamptz,
    accepted_at           timestamptz not null,
    updated_at            timestamptz not null,
    sent_at               timestamptz,
    delivered_at          timestamptz,
    content_keep_until    timestamptz not null,
    keep_until            timestamptz not null,
    primary key (id, keep_day)
) partition by range (keep_day);
create index message_by_account on message (account_id, id);

-- What is still to be delivered. ready: due and owned by nobody; else due_at tells when it becomes so: by its schedule,
-- after a pause, or when the lease of a dead worker ends.
create table message_queue (
    message_id       uuid        primary key,
    keep_day         date        not null,
    account_id       uuid        not null,
    content_id       uuid        not null,
    content_keep_day date        not null,
    content_bytes    integer     not null,
    ready            boolean     not null,
    due_at           timestamptz not null,
    expires_at       timestamptz,
    attempts         smallint    not null default 0,
    lease            uuid
) with (fillfactor = 60);
create index message_queue_ready on message_queue (account_id, message_id) where ready;
create index message_queue_account on message_queue (account_id);
create index message_queue_waiting on message_queue (due_at) where not ready;
create index message_queue_content on message_queue (content_keep_day, content_id);

-- Partitions of a span of days; those that are there stay.
create function create_message_partitions(p_from date, p_to date) returns void
    language plpgsql as
$$
declare
    part text;
    day  date;
begin
    foreach part in array array ['message_content', 'message_attachment', 'message'] loop
        for day in select d::date from generate_series(p_from, p_to, interval '1 day') d loop
            -- room on the page for what happens to a message
            execute format('create table if not exists %I partition of %I for values from (%L) to (%L) with (fillfactor = %s)',
                           part || '_' || to_char(day, 'YYYYMMDD'), part, day, day + 1,
                           case part when 'message' then 80 else 100 end);
        end loop;
    end loop;
end
$$;
select create_message_partitions((now() at time zone 'UTC')::date - 1, (now() at time zone 'UTC')::date + 45);

-- Ends an attempt: with a pause it goes back into the queue, else it leaves it. Fails, and with it the transaction of the
-- event, when the lease passed to somebody else.
create function message_end_attempt(p_id uuid, p_lease uuid, p_status text, p_pause_ms bigint, p_log text,
                                    p_classification text) returns void
    language plpgsql as
$$
declare
    entry message_queue;
begin
    if p_status = 'deferred' then
        update message_queue set lease = null, due_at = now() + p_pause_ms * interval '1 millisecond'
         where message_id = p_id and lease = p_lease returning * into entry;
    else
        delete from message_queue where message_id = p_id and lease = p_lease returning * into entry;
    end if;
    if entry.message_id is null then
        raise exception 'the lease of the message was lost' using errcode = 'SE001';
    end if;
    update message
       set status                = p_status,
           attempts              = entry.attempts,
           bounce_classification = p_classification,
           updated_at            = now(),
           sent_at               = case when p_status in ('delivered', 'bounced') then now() else sent_at end,
           delivered_at          = case when p_status = 'delivered' then now() end,
           delivery_log          = delivery_log || jsonb_build_array(jsonb_build_object(
                                       'time', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                       'status', p_status, 'log', p_log))
     where id = p_id and keep_day = entry.keep_day;
end
$$;

-- What was there comes along. A partition is dropped after its day, so days begin today at the earliest.
insert into message_content (keep_day, id, account_id, domain_id, sender_domain, from_address, from_name, reply_to_address,
                             reply_to_name, subject, text_body, html_body, headers, keep_until)
select greatest((keep_until at time zone 'UTC')::date, (now() at time zone 'UTC')::date), id, account_id, domain_id,
       sender_domain, from_address, from_name, reply_to_address, reply_to_name, subject, text_body, html_body, headers,
       keep_until
  from message_content_v1;

insert into message (keep_day, id, account_id, domain_id, content_id, content_keep_day, sender_domain, sender, recipient,
                     recipient_name, subject, tags, status, attempts, accepted_at, updated_at, sent_at, delivered_at,
                     content_keep_until, keep_until)
select greatest((m.keep_until at time zone 'UTC')::date, (now() at time zone 'UTC')::date), m.id, m.account_id, m.domain_id,
       m.content_id,
       greatest((coalesce(c.keep_until, m.keep_until) at time zone 'UTC')::date, (now() at time zone 'UTC')::date),
       m.sender_domain, coalesce(c.from_address, ''), m.recipient, m.recipient_name, coalesce(c.subject, ''),
       coalesce(c.tags, '{}'),
       case when m.state in ('queued', 'held') then case when m.attempts > 0 then 'deferred' else 'received' end
            else m.state end,
       m.attempts, m.accepted_at, coalesce(m.ended_at, m.accepted_at),
       case when m.state in ('delivered', 'bounced') then m.ended_at end,
       case when m.state = 'delivered' then m.ended_at end,
       coalesce(c.keep_until, m.accepted_at), m.keep_until
  from message_v1 m
  left join message_content_v1 c on c.id = m.content_id;

insert into message_queue (message_id, keep_day, account_id, content_id, content_keep_day, content_bytes, ready, due_at,
                           attempts)
select m.id, m.keep_day, m.account_id, m.content_id, m.content_keep_day, old.content_bytes, false, old.due_at, m.attempts
  from message m
  join message_v1 old on old.id = m.id
 where old.state in ('queued', 'held');

drop table message_v1;
drop table message_content_v1;
