package org.subaccounts.billing.period.close;

/** How tests look at the read model "invoices". */
final class Invoices {
    /** Every invoice of an account with its lines, in the form of {@link BillingReference.Family#invoices}. */
    static final String IN_WORDS = """
            select text from (
                select i.period_start as invoice_period, 0 as line,
                       to_char(i.period_start, 'YYYY-MM') || ' ' || i.number || ' ' || i.customer_name || ' ' || i.currency
                       || ' of ' || i.reception_count || ': ' || i.base_fee_minor || ' + ' || i.overage_minor || ' + '
                       || i.correction_minor || ' (' || i.corrected_count || ') = ' || i.total_minor as text
                  from invoice i where i.account_id = $1
                union all
                select i.period_start, l.line,
                       l.kind || ' ' || to_char(l.period_start, 'YYYY-MM') || ' ' || l.bucket || ' '
                       || coalesce(l.account_id::text, '-') || ' ' || coalesce(nullif(l.name, ''), '-') || ' '
                       || l.reception_count || ' ' || l.amount_minor
                  from invoice i join invoice_line l on l.invoice_id = i.id where i.account_id = $1) as told
             order by invoice_period, line""";

    /** Every row of the read model, byte by byte; of the parents {@code $1}. */
    static final String ROWS = """
            select row from (
                select 1 as part, i.account_id::text as a, i.period_start::text as b, 0 as line, i::text as row
                  from invoice i where i.account_id = any($1)
                union all
                select 2, l.invoice_id::text, '', l.line, l::text
                  from invoice_line l join invoice i on i.id = l.invoice_id where i.account_id = any($1)
                union all
                select 3, u.account_id::text, u.period_start::text, 0, u::text
                  from billed_usage u join account_directory d on d.account_id = u.account_id
                 where coalesce(d.parent_id, d.account_id) = any($1)) as rows
             order by part, a, b, line""";

    /** What must never be: an invoice whose lines do not sum to it, of the parents {@code $1}, or lines of no invoice. */
    static final String WRONG_SUMS = """
            select i.number || ' ' || i.total_minor || ' <> ' || coalesce(sum(l.amount_minor), 0)
              from invoice i left join invoice_line l on l.invoice_id = i.id
             where i.account_id = any($1)
             group by i.id
            having i.total_minor <> coalesce(sum(l.amount_minor), 0)
                or i.total_minor <> i.base_fee_minor + i.overage_minor + i.correction_minor
                or i.reception_count <> sum(l.reception_count) filter (where l.kind = 'usage')
                or i.corrected_count <> coalesce(sum(l.reception_count) filter (where l.kind = 'correction'), 0)
            union all
            select 'lines of no invoice' from invoice_line where invoice_id not in (select id from invoice)""";

    /** Usage of closed periods that is not billed, or billed otherwise, by family. */
    static final String NOT_AS_BILLED = """
            select used.period_start || ' ' || used.account_id || ' ' || used.reception_count || ' <> '
                   || coalesce(billed.reception_count, 0)
              from usage used
              join account_directory account on account.account_id = used.account_id
              join invoice on invoice.account_id = coalesce(account.parent_id, account.account_id)
                          and invoice.period_start = used.period_start
              left join billed_usage billed on billed.account_id = used.account_id
                                           and billed.period_start = used.period_start
             where used.reception_count <> coalesce(billed.reception_count, 0)""";

    private Invoices() {}
}
