-- A file is stored in pieces, so that neither the service nor the driver has to have the whole of it in one array. What
-- describes it stands in each of them.
alter table message_attachment drop constraint message_attachment_pkey;
alter table message_attachment add column piece smallint not null default 0;
alter table message_attachment add primary key (content_id, position, piece, keep_day);
