-- Read model of API keys, written in the transaction of their events. The secret itself is nowhere.
create table api_key (
  id            uuid        primary key,
  account_id    uuid        not null,
  label         text        not null,
  public_key    text        not null,
  secret_hash   bytea       not null unique,   -- SHA-256
  scopes        jsonb       not null,          -- [{"id", "scope"}]
  ip_allow_list text[]      not null,          -- canonical CIDR blocks; empty: every address
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  revoked_at    timestamptz
);
create index api_key_account on api_key (account_id, id desc) where revoked_at is null;
