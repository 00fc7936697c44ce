-- Keeps what a lookup told, unless another one was recorded since its domain was read (p_after: the lookup known then).
create function save_dns_check(p_domain uuid, p_propagated text[], p_checked timestamptz, p_at timestamptz, p_missing text[],
                               p_missing_since timestamptz, p_after timestamptz) returns void
    language plpgsql as
$$
begin
    insert into dns_check (domain_id, propagated, checked_at, updated_at, missing, missing_since)
    select p_domain, p_propagated, p_checked, p_at, p_missing, p_missing_since
     where exists (select 1 from domain where id = p_domain)
    on conflict (domain_id) do update
       set propagated = excluded.propagated, updated_at = excluded.updated_at, checked_at = excluded.checked_at,
           missing = excluded.missing, missing_since = excluded.missing_since
     where dns_check.updated_at is not distinct from p_after;
    if not found and exists (select 1 from dns_check where domain_id = p_domain) then
        raise exception 'the domain was looked up meanwhile' using errcode = '23000', constraint = 'dns_check_latest';
    end if;
end
$$;
