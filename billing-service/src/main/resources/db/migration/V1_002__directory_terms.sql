-- What a child may send in a period (0 or not known: no cap), and the plan that a parent was opened with.
alter table account_directory
    add column monthly_credit bigint,
    add column plan           text;

-- Filled from the events that came before: the directory's consumer starts at the oldest record again, and what it applies
-- a second time changes nothing.
delete from consumer_position where consumer = 'billing-account-directory';
