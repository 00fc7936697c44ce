-- What an account has set for its messages, as account-events tell it; before that, what account-service begins with.
alter table sender_account
    add track_opens        boolean  not null default false,
    add track_clicks       boolean  not null default false,
    add keep_content_days  smallint not null default 7,
    add keep_metadata_days smallint not null default 30;

-- Filled from the events that came before: the consumer starts at the oldest record again, and what it applies a second time
-- changes nothing.
delete from consumer_position where consumer = 'sending.sender-accounts';

-- As they were written: jsonb would reorder members, and templates go through them in order.
alter table message_content alter column substitutions type json;
alter table message alter column substitutions type json;

-- Accepted recipients of an account in a period (calendar month in UTC), for its monthly credit. Spread over shards, so that
-- requests of an account without a cap seldom wait for each other; one with a cap takes shard 0 first, which is its lock.
create table accepted_count (
    account_id   uuid     not null,
    period_start date     not null,
    shard        smallint not null,
    recipients   bigint   not null,
    primary key (account_id, period_start, shard)
) with (fillfactor = 50);
create index accepted_count_period on accepted_count (period_start);

-- Counts recipients of an account without a cap; the last statement of its transaction, which holds the row until it ends.
create function accept_without_cap(p_account uuid, p_shard smallint, p_recipients bigint) returns void
    language sql volatile as
$$
    insert into accepted_count as c (account_id, period_start, shard, recipients)
    values (p_account, date_trunc('month', now() at time zone 'UTC')::date, p_shard, p_recipients)
    on conflict (account_id, period_start, shard) do update set recipients = c.recipients + excluded.recipients
$$;

-- Counts as many of the recipients as the credit reaches for. Whoever comes second waits for the end of the first one's
-- transaction, then sees in a new snapshot what that counted.
create function accept_within_cap(p_account uuid, p_recipients bigint, p_credit bigint,
                                  out granted bigint, out counted bigint, out period_end date)
    language plpgsql volatile as
$$
declare
    v_period date := date_trunc('month', now() at time zone 'UTC')::date;
begin
    insert into accepted_count as c (account_id, period_start, shard, recipients) values (p_account, v_period, 0, 0)
    on conflict (account_id, period_start, shard) do update set recipients = c.recipients;
    select coalesce(sum(recipients), 0) into counted
      from accepted_count where account_id = p_account and period_start = v_period;
    granted := least(p_recipients, greatest(p_credit - counted, 0));
    if granted > 0 then
        update accepted_count set recipients = recipients + granted
         where account_id = p_account and period_start = v_period and shard = 0;
    end if;
    period_end := v_period + interval '1 month';
end
$$;
