-- What was sent to one address, newest first; addresses are compared without regard to case.
create index message_by_recipient on message (account_id, lower(recipient), id);
