-- Which rows of usage may be more than what is on invoices: all that were counted when their period had ended, until they are
-- found to be billed. Written beside usage, swept before periods are closed. reception_count: what was counted so; it grows
-- with each count, so that a row which is swept is the one that was looked at.
create table late_usage (
    account_id      uuid   not null,
    period_start    date   not null,
    reception_count bigint not null,
    primary key (account_id, period_start)
) with (fillfactor = 70);

-- Whatever differs now, of periods that last, too: what a process of the version before still counts while it ends is then
-- found even if it comes late. The first looks sweep what is billed.
insert into late_usage (account_id, period_start, reception_count)
select used.account_id, used.period_start, used.reception_count
  from usage used
  left join billed_usage billed on billed.period_start = used.period_start and billed.account_id = used.account_id
 where used.reception_count <> coalesce(billed.reception_count, 0);
