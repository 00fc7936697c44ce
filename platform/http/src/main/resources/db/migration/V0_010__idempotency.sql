-- One record per (account, Idempotency-Key). status null: the first request is still running, until leased_until.
create table idempotency (
  account_id   uuid        not null,
  key          text        not null,
  fingerprint  bytea       not null,   -- SHA-256 over method, path and body
  claim        uuid        not null,   -- which execution holds the record
  leased_until timestamptz not null,
  status       int,
  body         bytea,                  -- sealed when it carries a secret
  sealed       boolean     not null default false,
  expires_at   timestamptz,
  primary key (account_id, key)
);
create index idempotency_expiry on idempotency (coalesce(expires_at, leased_until));

-- outcome: claimed | replay | running | mismatch
create function idempotency_claim(p_account uuid, p_key text, p_fingerprint bytea, p_claim uuid, p_lease_seconds int)
  returns table (outcome text, status int, body bytea, sealed boolean, retry_after_seconds int)
  language plpgsql volatile as $$
declare
  r idempotency;
begin
  insert into idempotency as i (account_id, key, fingerprint, claim, leased_until)
    values (p_account, p_key, p_fingerprint, p_claim, now() + make_interval(secs => p_lease_seconds))
    on conflict (account_id, key) do update
      set fingerprint = excluded.fingerprint, claim = excluded.claim, leased_until = excluded.leased_until,
          status = null, body = null, sealed = false, expires_at = null
      where coalesce(i.expires_at, i.leased_until) <= now();
  if found then
    return query select 'claimed', null::int, null::bytea, false, 0;
    return;
  end if;
  select * into r from idempotency i where i.account_id = p_account and i.key = p_key;
  if r.key is null then            -- released in between: the next try gets it
    return query select 'running', null::int, null::bytea, false, 1;
  elsif r.fingerprint <> p_fingerprint then
    return query select 'mismatch', null::int, null::bytea, false, 0;
  elsif r.status is null then
    return query select 'running', null::int, null::bytea, false,
      greatest(1, ceil(extract(epoch from r.leased_until - now()))::int);
  else
    return query select 'replay', r.status, r.body, r.sealed, 0;
  end if;
end $$;

-- Joins the transaction of the effect and fails it when the lease was lost meanwhile.
create function idempotency_complete(p_account uuid, p_key text, p_claim uuid, p_status int, p_body bytea, p_sealed boolean,
                                     p_keep_seconds int)
  returns void language plpgsql volatile as $$
begin
  update idempotency i
    set status = p_status, body = p_body, sealed = p_sealed, expires_at = now() + make_interval(secs => p_keep_seconds)
    where i.account_id = p_account and i.key = p_key and i.claim = p_claim and i.status is null;
  if not found then
    raise exception 'idempotency lease lost' using errcode = 'ID001';
  end if;
end $$;
