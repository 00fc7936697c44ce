-- Rebuilding the read model swaps tables; nothing may point to them.
alter table account drop constraint account_parent_id_fkey;
drop view account_standing;

alter table account
  add column website_host               text,                             -- the domain name in website
  add column about                      text        not null default '',
  add column track_opens                boolean     not null default false,
  add column track_clicks               boolean     not null default false,
  add column reject_bad_recipients      boolean     not null default true,
  add column reject_mistyped_recipients boolean     not null default false,
  add column message_metadata_retention int         not null default 30,  -- days
  add column message_data_retention     int         not null default 7,   -- days
  add column updated_at                 timestamptz,
  add column member_count               int         not null default 0,
  add column owner_id                   uuid,                             -- parents only, as the next four
  add column plan                       text,
  add column requests_per_second        int,                              -- null: the platform's default
  add column request_burst              int,
  add column suspended_reason           text,                             -- while the account itself is suspended
  add column suspended_by               text,
  add column suspended_at               timestamptz,
  add column deleted_reason             text,                             -- null: the parent gave none
  add column deleted_by                 text;

-- History of one subject, straight from the log, newest first.
create index es_event_subject
  on es_event ((coalesce(payload ->> 'subAccountId', payload ->> 'accountId')::uuid), event_id);
create view subject_event as
  select coalesce(payload ->> 'subAccountId', payload ->> 'accountId')::uuid as subject_id,
         event_id, type, version, time, payload, metadata
    from es_event;

-- What the log knows of accounts that are there already.
update account a
   set website_host = a.website,
       owner_id = case when a.parent_id is null then a.id end,
       plan = case when a.parent_id is null then 'standard' end,
       updated_at = coalesce((select max((e.payload ->> 'occurredAt')::timestamptz)
                                from subject_event e where e.subject_id = a.id), a.created_at);
update account a
   set suspended_reason = e.payload ->> 'reason', suspended_by = coalesce(e.metadata ->> 'actor', 'system'),
       suspended_at = (e.payload ->> 'occurredAt')::timestamptz
  from (select distinct on (subject_id) subject_id, payload, metadata
          from subject_event where type = 'account.SubAccountSuspended'
         order by subject_id, event_id desc) e
 where a.status = 'suspended' and e.subject_id = a.id;
update account a
   set deleted_by = coalesce(e.metadata ->> 'actor', 'system')
  from subject_event e
 where a.status = 'deleted' and e.subject_id = a.id and e.type = 'account.SubAccountDeleted';

alter table account
  alter column website_host set not null,
  alter column updated_at set not null;

-- For operators. Only parents are listed.
create index account_parents on account (id desc) where parent_id is null;
create index account_parents_by_name on account ((lower(name) collate "C")) where parent_id is null;
create index account_parents_by_website on account (website_host) where parent_id is null;
create index account_parents_by_owner on account (owner_id) where parent_id is null;
create index account_closed_parents on account (id) where parent_id is null and status = 'deleted';

-- Read model of members, written in the transaction of their events.
create table member (
  account_id uuid        not null,
  user_id    uuid        not null,
  email      text        not null,
  name       text        not null,
  role       text        not null,
  created_at timestamptz not null,
  primary key (account_id, user_id)
);

-- What sending-service's events tell; no part of a read model that is rebuilt from this service's log.
create table account_activity (
  account_id       uuid   primary key,
  domain_count     bigint not null default 0,
  last_activity_at timestamptz
);

-- Every account with the status that holds for it: deleted, suspended, parent-suspended, active, in this precedence. What
-- belongs to the family is the parent's. own_status and account_owner_id are the bare columns, which indexes know.
create view account_standing as
  select a.id, a.parent_id, a.name, a.website, a.website_host, a.about, a.track_opens, a.track_clicks,
         a.reject_bad_recipients, a.reject_mistyped_recipients, a.message_metadata_retention, a.message_data_retention,
         a.monthly_credit, a.created_at, a.updated_at, a.member_count,
         a.suspended_reason, a.suspended_by, a.suspended_at, a.deleted_reason, a.deleted_by, a.deleted_at,
         coalesce(p.partner, a.partner) as partner,
         coalesce(p.plan, a.plan) as plan,
         coalesce(p.owner_id, a.owner_id) as owner_id,
         a.owner_id as account_owner_id,
         case when a.parent_id is null then a.requests_per_second else p.requests_per_second end as requests_per_second,
         case when a.parent_id is null then a.request_burst else p.request_burst end as request_burst,
         a.status as own_status,
         case when a.status = 'deleted' or p.status = 'deleted' then 'deleted'
              when a.status = 'suspended' then 'suspended'
              when p.status = 'suspended' then 'parent-suspended'
              else 'active' end as status,
         coalesce(v.domain_count, 0) as domain_count,
         v.last_activity_at
    from account a
    left join account p on p.id = a.parent_id
    left join account_activity v on v.account_id = a.id;
