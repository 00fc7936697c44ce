-- The same recipients as in usage, by day (UTC) and sending domain, for reports. The day leads as the period does there.
-- Counted from now on: where usage has counts already, rebuild the read model usage.
create table usage_daily (
    day             date   not null,
    account_id      uuid   not null,
    domain          text   not null,
    reception_count bigint not null check (reception_count >= 0),
    primary key (day, account_id, domain)
) with (fillfactor = 70);

-- room for the next version of a row on its page: an update then touches no index
alter table usage set (fillfactor = 70);
