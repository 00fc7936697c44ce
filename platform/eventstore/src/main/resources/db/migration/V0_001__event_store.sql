-- Event store. Read README.md of platform/eventstore before changing anything here.

-- Global position. Gaps are normal: a rolled back append leaves one.
create sequence es_event_position;

-- The log. The order in which it is tailed is its primary key: (txid, position).
create table es_event (
    txid     xid8        not null,
    position bigint      not null,
    event_id uuid        not null,
    type     text        not null,
    version  text        not null,
    time     timestamptz not null,
    payload  jsonb       not null,
    metadata jsonb       not null,
    tags     text[]      not null,
    primary key (txid, position)
);

-- One row per event and tag ("key=value"), so that an event is found by any of its tags.
create table es_event_tag (
    tag      text collate "C" not null,
    txid     xid8             not null,
    position bigint           not null,
    type     text collate "C" not null,
    primary key (tag, txid, position) include (type)
);

-- Where each segment of each streaming event processor stands, and which process works on it.
create table es_token (
    processor  text        not null,
    segment    int         not null,
    mask       int         not null,
    token      text,
    token_type text,
    owner      text,
    claimed_at timestamptz not null default now(),
    primary key (processor, segment),
    check ((token is null) = (token_type is null))
);

-- Identity of this store: two token stores with the same identity share their tokens.
create table es_store (
    single boolean primary key default true check (single),
    id     uuid not null default gen_random_uuid()
);
insert into es_store default values;

-- An append decides what it may see and where it is tailed by the moment of its locks: nothing may be written before it,
-- and each of its statements has to see what others committed meanwhile. Both functions below check that first.
create function es_refuse_append() returns void language plpgsql as $$
begin
    if pg_current_xact_id_if_assigned() is not null then
        raise exception 'an append must be the first write of its transaction' using errcode = 'ES002';
    end if;
    raise exception 'an append needs transaction isolation read committed' using errcode = 'ES003';
end $$;

-- Appends one event with one tag; p_snapshot null: unconditionally, else: no unseen event may carry that tag.
-- The same as es_append, cheaper, for the most frequent case. Returns the position.
create function es_append_one(
    p_tag text, p_snapshot text, p_event_id uuid, p_type text, p_version text, p_time timestamptz, p_payload text, p_metadata text)
returns bigint language plpgsql volatile as $$
declare
    v_snapshot pg_snapshot;
    v_position bigint;
    v_txid     xid8;
begin
    if pg_current_xact_id_if_assigned() is not null or current_setting('transaction_isolation') <> 'read committed' then
        perform es_refuse_append();
    end if;
    perform pg_advisory_xact_lock(hashtextextended(p_tag, 0));
    if p_snapshot is not null then
        v_snapshot := p_snapshot::pg_snapshot;
        if exists (select 1 from es_event_tag t
                   where t.tag = p_tag and t.txid >= pg_snapshot_xmin(v_snapshot)
                     and not pg_visible_in_snapshot(t.txid, v_snapshot)) then
            raise exception 'append condition violated' using errcode = 'ES001';
        end if;
    end if;
    v_txid := pg_current_xact_id();
    v_position := nextval('es_event_position');
    insert into es_event values (v_txid, v_position, p_event_id, p_type, p_version, p_time,
                                 p_payload::jsonb, p_metadata::jsonb, array[p_tag]);
    insert into es_event_tag values (p_tag, v_txid, v_position, p_type);
    return v_position;
end $$;

-- Appends events with any number of tags under any number of criteria; returns the last position.
-- p_exclusive: every tag of the events. p_shared: tags to lock because a criterion names them. One advisory transaction
-- lock per tag, in one order for everybody, so that there are no deadlocks; two tags with one hash share the stronger lock.
-- p_snapshot null: unconditionally. p_anchors, p_tags, p_types: one element per criterion, the tag that finds the events and
-- array literals that restrict them further, or null. p_event_tags: one array literal per event.
create function es_append(
    p_exclusive text[], p_shared text[],
    p_snapshot text, p_anchors text[], p_tags text[], p_types text[],
    p_event_ids uuid[], p_event_types text[], p_versions text[], p_times timestamptz[],
    p_payloads text[], p_metadata text[], p_event_tags text[])
returns bigint language plpgsql volatile as $$
declare
    v_lock     record;
    v_snapshot pg_snapshot;
    v_txid     xid8;
    v_position bigint;
    v_tags     text[];
begin
    if pg_current_xact_id_if_assigned() is not null or current_setting('transaction_isolation') <> 'read committed' then
        perform es_refuse_append();
    end if;
    for v_lock in
        select hash, bool_or(exclusive) as exclusive
        from (select hashtextextended(tag, 0) as hash, true as exclusive from unnest(p_exclusive) as tag
              union all
              select hashtextextended(tag, 0), false from unnest(p_shared) as tag) as wanted
        group by hash
        order by hash
    loop
        if v_lock.exclusive then
            perform pg_advisory_xact_lock(v_lock.hash);
        else
            perform pg_advisory_xact_lock_shared(v_lock.hash);
        end if;
    end loop;
    if p_snapshot is not null then
        v_snapshot := p_snapshot::pg_snapshot;
        for i in 1 .. cardinality(p_anchors) loop
            if exists (select 1 from es_event_tag t
                       where t.tag = p_anchors[i] and t.txid >= pg_snapshot_xmin(v_snapshot)
                         and not pg_visible_in_snapshot(t.txid, v_snapshot)
                         and (p_types[i] is null or t.type = any (p_types[i]::text[]))
                         and (p_tags[i] is null or exists (
                             select 1 from es_event e
                             where e.txid = t.txid and e.position = t.position and e.tags @> p_tags[i]::text[]))) then
                raise exception 'append condition violated' using errcode = 'ES001';
            end if;
        end loop;
    end if;
    v_txid := pg_current_xact_id();
    for i in 1 .. cardinality(p_event_ids) loop
        v_position := nextval('es_event_position');
        v_tags := p_event_tags[i]::text[];
        insert into es_event values (v_txid, v_position, p_event_ids[i], p_event_types[i], p_versions[i], p_times[i],
                                     p_payloads[i]::jsonb, p_metadata[i]::jsonb, v_tags);
        insert into es_event_tag select tag, v_txid, v_position, p_event_types[i] from unnest(v_tags) as tag;
    end loop;
    return v_position;
end $$;

-- Appends events without tags: no locks, no condition, anywhere in a transaction; found by the tail only.
create function es_append_untagged(
    p_event_ids uuid[], p_event_types text[], p_versions text[], p_times timestamptz[], p_payloads text[], p_metadata text[])
returns void language sql volatile as $$
    insert into es_event (txid, position, event_id, type, version, time, payload, metadata, tags)
    select pg_current_xact_id(), nextval('es_event_position'), e.id, e.type, e.version, e.time,
           e.payload::jsonb, e.metadata::jsonb, '{}'
    from (select * from unnest(p_event_ids, p_event_types, p_versions, p_times, p_payloads, p_metadata)
              with ordinality as u (id, type, version, time, payload, metadata, n)
          order by n) as e
$$;

-- Stores a token under a claim that must still be held; raises ES004 so that the whole transaction fails if it is not.
create function es_store_token(p_processor text, p_segment int, p_owner text, p_token text, p_token_type text)
returns void language plpgsql volatile as $$
begin
    update es_token set token = p_token, token_type = p_token_type, claimed_at = now()
    where processor = p_processor and segment = p_segment and owner = p_owner;
    if not found then
        raise exception 'segment % of % is not claimed by %', p_segment, p_processor, p_owner using errcode = 'ES004';
    end if;
end $$;
