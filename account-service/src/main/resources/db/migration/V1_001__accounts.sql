-- Read model of accounts, written in the transaction of their events. Parents have no parent_id.
create table account (
  id             uuid        primary key,
  parent_id      uuid        references account,
  name           text        not null,
  website        text        not null,
  status         text        not null default 'active' check (status in ('active', 'suspended', 'deleted')),
  partner        boolean     not null default false,   -- parents only: may have sub accounts
  monthly_credit bigint      not null default 0,       -- children only: 0 = no cap
  created_at     timestamptz not null,
  deleted_at     timestamptz
);
create index account_children on account (parent_id, id desc) where status <> 'deleted';

-- Every account with the status that holds for it: deleted, suspended, parent-suspended, active, in this precedence.
create view account_standing as
  select a.id, a.parent_id, a.name, a.website, a.monthly_credit, a.created_at,
         coalesce(p.partner, a.partner) as partner,
         case when a.status <> 'active' then a.status
              when p.status <> 'active' then 'parent-suspended'
              else 'active' end as status
  from account a left join account p on p.id = a.parent_id;
