-- Who issued it, as it is printed. Null: an invoice from before this was kept.
alter table invoice add column issuer jsonb;
