package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.subaccounts.platform.eventstore.TestStore.newId;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.annotation.EventHandler;
import org.axonframework.messaging.eventhandling.configuration.EventProcessorModule;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.eventstore.Accounts.Open;
import org.subaccounts.platform.eventstore.Accounts.Opened;

class StreamingProcessorTest {
    /** A read model of its own, kept by Axon's streaming processor in the transaction of its token. */
    record View(TestStore store, String process) implements EventSourcedModel {
        @EventHandler(eventName = "test.Opened")
        void on(Opened event, ProcessingContext context) {
            PgUnitOfWork.of(context, store.pool)
                    .enlist("insert into seen values ($1, $2)", Tuple.of(event.id(), process));
        }

        @Override
        public void configure(org.axonframework.eventsourcing.configuration.EventSourcingConfigurer configurer) {
            configurer.messaging(messaging -> messaging.eventProcessing(processing -> processing.pooledStreaming(
                    streaming -> streaming.processor(EventProcessorModule.pooledStreaming("views")
                            .eventHandlingComponents(handlers -> handlers.autodetected(c -> this))
                            .customized((c, processor) ->
                                    processor.initialSegmentCount(4).batchSize(20))))));
        }

        AxonConfiguration start() {
            PostgresTokenStore tokens = new PostgresTokenStore(store.pool, store.json, process, Duration.ofSeconds(2));
            AxonConfiguration axon = new AxonAssembly(store.pool, store.engine, tokens, store.json)
                    .build(List.of(this), List.of(), List.of());
            axon.start();
            return axon;
        }
    }

    @Test
    void two_processes_share_the_segments_and_project_each_event_once_also_when_one_of_them_leaves() {
        try (TestStore store = TestStore.create()) {
            store.query("create table seen (id text primary key, process text)");
            CommandGateway gateway = store.axon().getComponent(CommandGateway.class);
            open(gateway, 100);
            AxonConfiguration one = new View(store, "one").start();
            AxonConfiguration other = new View(store, "other").start();
            try {
                open(gateway, 100);
                awaitSeen(store, 200);
                one.shutdown();
                open(gateway, 100);
                awaitSeen(store, 300);
            } finally {
                one.shutdown();
                other.shutdown();
            }
            assertThat(store.count("select count(*) from es_token where processor = 'views'"))
                    .isEqualTo(4);
        }
    }

    private static void open(CommandGateway gateway, int accounts) {
        List<CompletableFuture<String>> sent = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            sent.add(gateway.send(new Open(newId(), "ann"), String.class));
        }
        sent.forEach(TestStore::await);
    }

    private static void awaitSeen(TestStore store, long accounts) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(store.count("select count(*) from seen"))
                .isEqualTo(accounts));
    }
}
