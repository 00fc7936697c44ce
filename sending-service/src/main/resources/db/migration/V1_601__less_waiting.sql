-- Transactions that end messages of one account at the same time count in rows of their own: one for each connection, nearly.
create or replace function reputation_record(p_account uuid, p_sent integer, p_bounced integer, p_window_ms bigint,
                                             p_minimum bigint, p_limit_percent double precision) returns void
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
