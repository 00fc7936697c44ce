-- How the last rebuild of each read model went or goes. A running one holds an advisory lock: without it, its process died.
create table es_read_model (
    name        text        primary key,
    state       text        not null check (state in ('running', 'done', 'failed')),
    started_at  timestamptz not null,
    finished_at timestamptz,
    events      bigint      not null default 0,
    rows        bigint,
    error       text
);
