-- Up to which period a plan was billed is asked before each new version of it, among the invoices of all accounts.
create index invoice_plan_periods on invoice (plan_id, period_start);
