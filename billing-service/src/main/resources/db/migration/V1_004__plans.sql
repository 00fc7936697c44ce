-- Plans as operators make them; each version holds from a date. Read model "plans". position: a UUIDv7 of the time of its
-- creation, by which plans are listed.
create table plan (
    id         text        primary key,
    position   uuid        not null unique,
    name       text        not null,
    currency   text        not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table plan_version (
    plan_id         text        not null,
    version         integer     not null,
    base_fee_minor  bigint      not null,
    included_volume bigint      not null,
    tiers           jsonb       not null,
    effective_from  date        not null,
    created_at      timestamptz not null,
    primary key (plan_id, version)
);

-- Which plan a parent has from which date on; of two of the same date the later assignment holds.
create table plan_assignment (
    account_id     uuid        not null,
    sequence       integer     not null,
    plan_id        text        not null,
    effective_from date        not null,
    assigned_at    timestamptz not null,
    primary key (account_id, sequence)
);

-- The version that prices a plan on a day: the latest that holds by then, of the same date the later one; before the first
-- date, the first version. No row: no such plan.
create function plan_version_in_force(p_plan text, p_day date)
returns table (version integer, base_fee_minor bigint, included_volume bigint, tiers jsonb, effective_from date,
               created_at timestamptz)
language sql stable as $$
    select v.version, v.base_fee_minor, v.included_volume, v.tiers, v.effective_from, v.created_at
      from plan_version v
     where v.plan_id = p_plan
     order by v.effective_from <= p_day desc, abs(v.effective_from - p_day), v.version desc
     limit 1
$$;

-- The assignment that prices a parent's period, by the period's first day: the one that holds on it; else the first one that
-- comes into force within the period. No row: neither.
create function assignment_in_force(p_account uuid, p_first_day date)
returns table (plan_id text, effective_from date)
language sql stable as $$
    select a.plan_id, a.effective_from
      from plan_assignment a
     where a.account_id = p_account and a.effective_from < p_first_day + interval '1 month'
     order by a.effective_from <= p_first_day desc, abs(a.effective_from - p_first_day), a.sequence desc
     limit 1
$$;

-- What prices a parent's period: the plan that was assigned, else the one named at the opening of the account. No row:
-- neither, so the configured plan. assigned_from is null unless the plan was assigned.
create function plan_in_force(p_account uuid, p_opened_with text, p_first_day date)
returns table (plan_id text, name text, currency text, version integer, base_fee_minor bigint, included_volume bigint,
               tiers jsonb, effective_from date, assigned_from date)
language sql stable as $$
    select p.id, p.name, p.currency, v.version, v.base_fee_minor, v.included_volume, v.tiers, v.effective_from,
           own.effective_from
      from (select 1) as always
      left join lateral assignment_in_force(p_account, p_first_day) own on true
      join plan p on p.id = coalesce(own.plan_id, p_opened_with)
     cross join lateral plan_version_in_force(p.id, greatest(p_first_day, own.effective_from)) v
$$;
