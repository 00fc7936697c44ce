-- Position of the publisher in the tail of this database's event store; one row per topic that is published.
create table publisher_position (
    publisher  text        primary key,
    txid       bigint      not null default 0,
    position   bigint      not null default 0,
    updated_at timestamptz not null default now()
);

-- Moves the position only from where the caller believes it to be: two publishers can never both move it.
create function publisher_advance(
    p_publisher text, p_from_txid bigint, p_from_position bigint, p_txid bigint, p_position bigint) returns void
    language plpgsql as
$$
begin
    update publisher_position
       set txid = p_txid, position = p_position, updated_at = now()
     where publisher = p_publisher and txid = p_from_txid and position = p_from_position;
    if not found then
        raise exception 'the position of publisher % was moved by somebody else', p_publisher using errcode = 'MS001';
    end if;
end
$$;

-- What a consumer has applied: the next offset it wants, and the last sequence of every source it has seen there.
-- topic_id tells a topic from another one that was created later under the same name.
create table consumer_position (
    consumer       text        not null,
    topic          text        not null,
    partition      integer     not null,
    topic_id       text        not null,
    next_offset    bigint      not null,
    last_sequences jsonb       not null default '{}',
    updated_at     timestamptz not null default now(),
    primary key (consumer, topic, partition)
);

-- Moves the positions of one batch, all or none, in the transaction of the batch's effect.
create function consumer_advance(
    p_consumer text, p_topic text[], p_partition integer[], p_from bigint[], p_next bigint[], p_last_sequences text[])
    returns void
    language plpgsql as
$$
declare
    moved integer;
begin
    update consumer_position c
       set next_offset = b.next_offset, last_sequences = b.last_sequences::jsonb, updated_at = now()
      from unnest(p_topic, p_partition, p_from, p_next, p_last_sequences)
               as b (topic, partition, from_offset, next_offset, last_sequences)
     where c.consumer = p_consumer
       and c.topic = b.topic
       and c.partition = b.partition
       and c.next_offset = b.from_offset;
    get diagnostics moved = row_count;
    if moved <> cardinality(p_partition) then
        raise exception 'a position of consumer % was moved by somebody else', p_consumer using errcode = 'MS001';
    end if;
end
$$;
