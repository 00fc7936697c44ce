-- Which keys hold a scope of a domain, whatever else their account has. No pending list: a look-up would scan it.
create index api_key_domain_scopes on api_key using gin (scopes jsonb_path_ops) with (fastupdate = off)
  where revoked_at is null;

-- When the sweep last looked for keys of the domain; whose turn is longest ago comes first.
alter table removed_domain add looked_at timestamptz not null default now();
