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

-- Takes one advisory transaction lock per tag, in one order for everybody (no deadlocks). Exclusive for the tags of the
-- appended events, shared for tags that only the condition names. Two tags with one hash share a lock: the stronger one.
create function es_lock_tags(p_exclusive text[], p_shared text[]) returns void language plpgsql volatile as $$
declare
    l record;
begin
    for l in
        select hash, bool_or(exclusive) as exclusive
        from (select hashtextextended(tag, 0) as hash, true as exclusive from unnest(p_exclusive) as tag
              union all
              select hashtextextended(tag, 0), false from unnest(p_shared) as tag) as wanted
        group by hash
        order by hash
    loop
        if l.exclusive then
            perform pg_advisory_xact_lock(l.hash);
        else
            perform pg_advisory_xact_lock_shared(l.hash);
        end if;
    end loop;
end $$;

-- An append decides what it may see and in which order it is tailed by the moment of its locks, so nothing may be
-- written before it and each statement has to see what others committed meanwhile.
create function es_check_appendable() returns void language plpgsql volatile as $$
begin
    if pg_current_xact_id_if_assigned() is not null then
        raise exception 'an append must be the first write of its transaction' using errcode = 'ES002';
    end if;
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'an append needs transaction isolation read committed' using errcode = 'ES003';
    end if;
end $$;

-- True if an event exists that matches the criterion and that the snapshot did not see.
-- p_tags, p_types: array literals; null means no further restriction.
create function es_conflicts(p_snapshot pg_snapshot, p_anchor text, p_tags text, p_types text) returns boolean
language sql stable as $$
    select exists (
        select 1 from es_event_tag t
        where t.tag = p_anchor
          and t.txid >= pg_snapshot_xmin(p_snapshot)
          and not pg_visible_in_snapshot(t.txid, p_snapshot)
          and (p_types is null or t.type = any (p_types::text[]))
          and (p_tags is null or exists (select 1 from es_event e
                                         where e.txid = t.txid and e.position = t.position and e.tags @> p_tags::text[])))
$$;

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
        perform es_check_appendable();
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
-- p_exclusive: every tag of the events. p_shared: tags to lock because a criterion names them.
-- p_snapshot null: unconditionally. p_anchors, p_tags, p_types: one element per criterion, see es_conflicts.
-- p_event_tags: one array literal per event.
create function es_append(
    p_exclusive text[], p_shared text[],
    p_snapshot text, p_anchors text[], p_tags text[], p_types text[],
    p_event_ids uuid[], p_event_types text[], p_versions text[], p_times timestamptz[],
    p_payloads text[], p_metadata text[], p_event_tags text[])
returns bigint language plpgsql volatile as $$
declare
    v_txid     xid8;
    v_position bigint;
begin
    perform es_check_appendable();
    perform es_lock_tags(p_exclusive, p_shared);
    if p_snapshot is not null then
        for i in 1 .. cardinality(p_anchors) loop
            if es_conflicts(p_snapshot::pg_snapshot, p_anchors[i], p_tags[i], p_types[i]) then
                raise exception 'append condition violated' using errcode = 'ES001';
            end if;
        end loop;
    end if;
    v_txid := pg_current_xact_id();
    for i in 1 .. cardinality(p_event_ids) loop
        v_position := nextval('es_event_position');
        insert into es_event values (v_txid, v_position, p_event_ids[i], p_event_types[i], p_versions[i], p_times[i],
                                     p_payloads[i]::jsonb, p_metadata[i]::jsonb, p_event_tags[i]::text[]);
        insert into es_event_tag select tag, v_txid, v_position, p_event_types[i] from unnest(p_event_tags[i]::text[]) as tag;
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
