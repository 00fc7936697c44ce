-- Every topic that a consumer ever began to read, told apart by Kafka's ids: what was applied from one that is gone cannot be
-- read again, so nothing is rebuilt from its successor alone. Stays when positions are deleted.
create table consumer_topic (
    consumer text not null,
    topic    text not null,
    topic_id text not null,
    primary key (consumer, topic, topic_id)
);

insert into consumer_topic select distinct consumer, topic, topic_id from consumer_position;
