-- Delivery: expiry of schedules, the end of attempts, bounces that come back by mail, partitions, reputation.

-- What a claim leaves behind is cleared away often, since the next one walks over it.
alter table message_queue set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index message_queue_expires on message_queue (expires_at) where expires_at is not null;

-- What is deleted before its day is over and its partition with it: short retentions. The predicate keeps these indexes small.
create index message_content_early on message_content (keep_until, id)
    where (keep_until at time zone 'UTC')::date < keep_day;
create index message_early on message (keep_until, id)
    where (keep_until at time zone 'UTC')::date < keep_day;

-- As before, but what is there already takes no lock on the tables.
create or replace function create_message_partitions(p_from date, p_to date) returns void
    language plpgsql as
$$
declare
    part text;
    day  date;
    name text;
begin
    foreach part in array array ['message_content', 'message_attachment', 'message'] loop
        for day in select d::date from generate_series(p_from, p_to, interval '1 day') d loop
            name := part || '_' || to_char(day, 'YYYYMMDD');
            continue when to_regclass(name) is not null;
            -- room on the page for what happens to a message
            execute format('create table if not exists %I partition of %I for values from (%L) to (%L) with (fillfactor = %s)',
                           name, part, day, day + 1, case part when 'message' then 80 else 100 end);
        end loop;
    end loop;
end
$$;

-- Partitions of days that are over, oldest first.
create function past_message_partitions(p_before date) returns table (part text, day date)
    language sql stable as
$$
    select parent_name, to_date(digits, 'YYYYMMDD') from (
        select parent.relname::text as parent_name, substring(child.relname from '_([0-9]{8})$') as digits
          from pg_inherits i
          join pg_class parent on parent.oid = i.inhparent
          join pg_class child on child.oid = i.inhrelid
         where i.inhparent in ('message'::regclass, 'message_content'::regclass, 'message_attachment'::regclass)) as partition
     where to_date(digits, 'YYYYMMDD') < p_before
     order by 2, 1
$$;

-- Drops a partition that nothing in the queue refers to; false: it has to stay, or somebody else is at it. Waits a moment only for
-- the lock of the table, since everybody else waits behind it.
create function drop_message_partition(p_part text, p_day date) returns boolean
    language plpgsql as
$$
begin
    if not pg_try_advisory_xact_lock(hashtext('message partitions'))
        or (p_part = 'message' and exists (select 1 from message_queue where keep_day = p_day))
        or (p_part <> 'message' and exists (select 1 from message_queue where content_keep_day = p_day)) then
        return false;
    end if;
    perform set_config('lock_timeout', '300ms', true);
    execute format('drop table if exists %I', p_part || '_' || to_char(p_day, 'YYYYMMDD'));
    return true;
exception
    when lock_not_available then
        return false;
end
$$;

-- One row at a time, so that only its partition is touched, whatever the planner expects. Not what is still to be delivered.
create function forget_content(p_id uuid, p_day date) returns void
    language plpgsql as
$$
begin
    if not exists (select 1 from message_queue where content_keep_day = p_day and content_id = p_id) then
        delete from message_attachment where content_id = p_id and keep_day = p_day;
        delete from message_content where id = p_id and keep_day = p_day;
    end if;
end
$$;

create function forget_message(p_id uuid, p_day date) returns void
    language plpgsql as
$$
begin
    delete from message where id = p_id and keep_day = p_day
       and not exists (select 1 from message_queue where message_id = p_id);
end
$$;

-- One that left the queue because its account is gone.
create function message_drop(p_id uuid, p_day date) returns uuid
    language plpgsql as
$$
begin
    update message set status = 'dropped', updated_at = now() where id = p_id and keep_day = p_day;
    return p_id;
end
$$;

create function delivery_log_entry(p_status text, p_log text) returns jsonb
    language sql stable as
$$
    select jsonb_build_array(jsonb_build_object(
               'time', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'status', p_status, 'log', p_log))
$$;

drop function message_end_attempt(uuid, uuid, text, bigint, text, text);

-- Ends an attempt: with a pause the message goes back into the queue, else it leaves it. Fails, and with it the transaction of the
-- event, when the lease passed to somebody else.
create function message_end_attempt(p_id uuid, p_lease uuid, p_status text, p_attempts smallint, p_pause_ms bigint, p_log text,
                                    p_classification text) returns void
    language plpgsql as
$$
declare
    day date;
begin
    if p_pause_ms is not null then
        update message_queue
           set lease = null, attempts = p_attempts, due_at = now() + p_pause_ms * interval '1 millisecond'
         where message_id = p_id and lease = p_lease returning keep_day into day;
    else
        delete from message_queue where message_id = p_id and lease = p_lease returning keep_day into day;
    end if;
    if day is null then
        raise exception 'the lease of the message was lost' using errcode = 'SE001';
    end if;
    update message
       set status                = p_status,
           attempts              = p_attempts,
           bounce_classification = p_classification,
           updated_at            = now(),
           sent_at               = case when p_status in ('delivered', 'bounced') then now() else sent_at end,
           delivered_at          = case when p_status = 'delivered' then now() end,
           delivery_log          = delivery_log || delivery_log_entry(p_status, p_log)
     where id = p_id and keep_day = day;
end
$$;

-- A receiver reports that it could not deliver what the relay had taken over. Fails, and with it the transaction of the event,
-- unless the message counts as delivered: then it was reported before.
create function message_bounce(p_id uuid, p_day date, p_log text, p_classification text) returns void
    language plpgsql as
$$
begin
    update message
       set status                = 'bounced',
           bounce_classification = p_classification,
           updated_at            = now(),
           delivery_log          = delivery_log || delivery_log_entry('bounced', p_log)
     where id = p_id and keep_day = p_day and status = 'delivered';
    if not found then
        raise exception 'the message does not count as delivered' using errcode = 'SE002';
    end if;
end
$$;

-- How many messages of an account ended, and how many of these bounced, by the hour; spread over rows, one for
-- each connection, nearly, so that those that end at the same time do not wait for each other.
create table reputation_count (
    account_id uuid        not null,
    hour       timestamptz not null,
    shard      smallint    not null,
    sent       integer     not null,
    bounced    integer     not null,
    primary key (account_id, hour, shard)
) with (fillfactor = 60);
create index reputation_count_hour on reputation_count (hour);

-- Children above the limit; the row goes when they are below it again. announced: the event was stored.
create table reputation_alert (
    account_id    uuid primary key,
    window_start  timestamptz      not null,
    window_end    timestamptz      not null,
    sent          bigint           not null,
    bounced       bigint           not null,
    limit_percent double precision not null,
    announced     boolean          not null default false
);
create index reputation_alert_new on reputation_alert (account_id) where not announced;

create function reputation_in_window(p_account uuid, p_window_ms bigint, out first_hour timestamptz, out sent bigint, out bounced bigint)
    language sql stable as
$$
    select coalesce(min(c.hour), now()), greatest(coalesce(sum(c.sent), 0), coalesce(sum(c.bounced), 0)), coalesce(sum(c.bounced), 0)
      from reputation_count c
     where c.account_id = p_account
       and c.hour > date_trunc('hour', now(), 'UTC') - p_window_ms * interval '1 millisecond'
$$;

-- Counts, and notes when a child comes above the limit. Parents are never judged.
create function reputation_record(p_account uuid, p_sent integer, p_bounced integer, p_window_ms bigint, p_minimum bigint,
                                  p_limit_percent double precision) returns void
    language plpgsql as
$$
declare
    seen record;
begin
    insert into reputation_count as c (account_id, hour, shard, sent, bounced)
    values (p_account, date_trunc('hour', now(), 'UTC'), pg_backend_pid() % 64, p_sent, p_bounced)
    on conflict (account_id, hour, shard) do update set sent = c.sent + excluded.sent, bounced = c.bounced + excluded.bounced;
    if p_bounced = 0
        or not exists (select 1 from sender_account where account_id = p_account and parent_account_id is not null) then
        return;
    end if;
    select * into seen from reputation_in_window(p_account, p_window_ms);
    if seen.sent >= p_minimum and seen.bounced * 100 > p_limit_percent * seen.sent then
        insert into reputation_alert (account_id, window_start, window_end, sent, bounced, limit_percent)
        values (p_account, seen.first_hour, now(), seen.sent, seen.bounced, p_limit_percent)
        on conflict (account_id) do nothing;
    end if;
end
$$;

-- Fails, and with it the transaction of the event, when somebody else announced it.
create function reputation_announce(p_account uuid) returns void
    language plpgsql as
$$
begin
    update reputation_alert set announced = true where account_id = p_account and not announced;
    if not found then
        raise exception 'the alert was announced by somebody else' using errcode = 'SE003';
    end if;
end
$$;

-- Claims what is ready, at most so many messages and bytes; accounts take turns, beginning after the one that was visited last, at most
-- so many of them. One row at least. The plan is made once, perhaps while the queue is empty, and must be good for a million: whatever
-- sorts or reads the whole queue is out, which leaves the index of what is ready. All in one statement: a query around it would look
-- for the messages in an older snapshot than the one that has claimed them.
create function claim_ready(p_after uuid, p_visited integer, p_messages integer, p_bytes bigint, p_lease uuid, p_lease_ms bigint)
    returns table (last_account uuid, more boolean, id uuid, keep_day date, sender_domain text, account_id uuid, content_id uuid,
                   content_keep_day date, content_bytes integer, domain_id uuid, recipient text, recipient_name text, tags text[],
                   substitutions json, sandbox_result text, attempts smallint, expires_at timestamptz, accepted_at timestamptz,
                   first_attempt_at timestamptz)
    language plpgsql
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_sort = off
    set enable_incremental_sort = off
as
$$
#variable_conflict use_column
begin
    return query
    with recursive visit (step, account_id, wrapped, sendable, found) as (
        select 0, p_after, false, false, 0
        union all
        select v.step + 1, next.account_id, next.wrapped, next.sendable, v.found + next.sendable::int
          from visit v
          cross join lateral (
              select turn.account_id, turn.wrapped,
                     not exists (select 1 from sender_account a
                                   left join sender_account p on p.account_id = a.parent_account_id
                                  where a.account_id = turn.account_id
                                    and (a.suspended or a.deleted or p.suspended is true or p.deleted is true)) as sendable
                from (select coalesce(higher.account_id, lowest.account_id) as account_id,
                             v.wrapped or higher.account_id is null as wrapped
                        from (values (1)) as one
                        left join lateral (select q.account_id from message_queue q
                                            where q.ready and q.account_id > v.account_id
                                            order by q.account_id, q.message_id limit 1) as higher on true
                        left join lateral (select q.account_id from message_queue q
                                            where q.ready and higher.account_id is null and not v.wrapped
                                            order by q.account_id, q.message_id limit 1) as lowest on true) as turn
               where turn.account_id is not null and (not turn.wrapped or turn.account_id <= p_after)
               limit 1) as next
         where v.step < p_visited and v.found < p_messages
    ), sendable as (
        select v.account_id, v.step from visit v where v.sendable
    ), due as (
        select q.message_id, q.content_bytes, s.step, row_number() over (partition by s.step order by q.message_id) as turn
          from sendable s
          cross join lateral (
              -- not "= s.account_id": the order would be that of the primary key, too
              select r.message_id, r.content_bytes from message_queue r
               where r.account_id between s.account_id and s.account_id and r.ready
               order by r.account_id, r.message_id
               limit (select ceil(p_messages::numeric / greatest(count(*), 1)) from sendable)
                 for update skip locked) as q
    ), affordable as (
        select d.message_id from (
            select due.message_id, row_number() over w as place, sum(due.content_bytes) over w - due.content_bytes as bytes_before
              from due window w as (order by due.turn, due.step)) as d
         where d.place <= p_messages and d.bytes_before < p_bytes
    ), claimed as (
        update message_queue q
           set ready = false, lease = p_lease, due_at = now() + p_lease_ms * interval '1 millisecond', attempts = q.attempts + 1
         where q.message_id = any (array(select a.message_id from affordable a))
        returning q.message_id, q.keep_day, q.content_bytes, q.attempts, q.expires_at
    ), walked as (
        select (array_agg(v.account_id order by v.step desc))[1] as last_account,
               max(v.step) = p_visited and not bool_or(v.wrapped) as more
          from visit v
    )
    select w.last_account, w.more, m.id, m.keep_day, m.sender_domain, m.account_id, m.content_id, m.content_keep_day,
           c.content_bytes, m.domain_id, m.recipient, m.recipient_name, m.tags, m.substitutions, m.sandbox_result, c.attempts,
           c.expires_at, m.accepted_at, m.first_attempt_at
      from walked w
      left join (claimed c
                 -- the limit keeps the planner from joining all partitions: each row is found by its own key
                 cross join lateral (select * from message where message.id = c.message_id and message.keep_day = c.keep_day
                                      limit 1) as m) on true;
end
$$;
