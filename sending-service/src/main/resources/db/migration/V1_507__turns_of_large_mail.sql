drop function claim_ready(uuid, integer, integer, bigint, uuid, bigint);

-- Claims what is ready, at most so many messages; accounts take turns, beginning after the one that was visited last, at most so many
-- of them. Messages of more than p_free bytes are large: the bytes that are there for those go to accounts in turns of their own,
-- beginning after the one whose large message was claimed last. What is large waits without holding up anything that is not. One row
-- at least. The plan is made once, perhaps while the queue is empty, and must be good for a million: whatever sorts or reads the whole
-- queue is out, which leaves the index of what is ready. All in one statement: a query around it would look for the messages in an
-- older snapshot than the one that has claimed them.
create function claim_ready(p_after uuid, p_after_large uuid, p_visited integer, p_messages integer, p_bytes bigint, p_free bigint,
                            p_lease uuid, p_lease_ms bigint)
    returns table (last_account uuid, last_large uuid, more boolean, id uuid, keep_day date, sender_domain text, account_id uuid, content_id uuid,
                   content_keep_day date, content_bytes integer, domain_id uuid, recipient text, recipient_name text, tags text[],
                   substitutions json, sandbox_result text, attempts smallint, expires_at timestamptz, accepted_at timestamptz,
                   first_attempt_at timestamptz, deferred boolean)
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
        select q.message_id, q.content_bytes, q.content_bytes > p_free as large, s.account_id, s.step,
               row_number() over (partition by s.step order by q.message_id) as turn
          from sendable s
          cross join lateral (
              -- not "= s.account_id": the order would be that of the primary key, too
              select r.message_id, r.content_bytes from message_queue r
               where r.account_id between s.account_id and s.account_id and r.ready
               order by r.account_id, r.message_id
               limit (select ceil(p_messages::numeric / greatest(count(*), 1)) from sendable)
                 for update skip locked) as q
    ), weighed as (
        select d.message_id, d.large, d.account_id, d.step, d.turn,
               sum(case when d.large then d.content_bytes::bigint else 0 end) over w - d.content_bytes as large_before
          from due d window w as (order by d.turn, d.account_id <= p_after_large, d.account_id, d.message_id)
    ), affordable as (
        select a.message_id, a.large, a.account_id from (
            select w.message_id, w.large, w.account_id, row_number() over (order by w.turn, w.step) as place
              from weighed w where not w.large or w.large_before < p_bytes) as a
         where a.place <= p_messages
    ), claimed as (
        update message_queue q
           set ready = false, lease = p_lease, due_at = now() + p_lease_ms * interval '1 millisecond', attempts = q.attempts + 1
         where q.message_id = any (array(select a.message_id from affordable a))
        returning q.message_id, q.keep_day, q.content_bytes, q.attempts, q.expires_at
    ), walked as (
        select (array_agg(v.account_id order by v.step desc))[1] as last_account,
               max(v.step) = p_visited and not bool_or(v.wrapped) as more,
               coalesce((select a.account_id from affordable a where a.large
                          order by a.account_id <= p_after_large desc, a.account_id desc limit 1), p_after_large) as last_large
          from visit v
    )
    select w.last_account, w.last_large, w.more, m.id, m.keep_day, m.sender_domain, m.account_id, m.content_id, m.content_keep_day,
           c.content_bytes, m.domain_id, m.recipient, m.recipient_name, m.tags, m.substitutions, m.sandbox_result, c.attempts,
           c.expires_at, m.accepted_at, m.first_attempt_at, m.status = 'deferred'
      from walked w
      left join (claimed c
                 -- the limit keeps the planner from joining all partitions: each row is found by its own key
                 cross join lateral (select * from message where message.id = c.message_id and message.keep_day = c.keep_day
                                      limit 1) as m) on true;
end
$$;
