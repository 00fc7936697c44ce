package org.subaccounts.platform.eventstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.arc.DefaultBean;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.TokenStore;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The store and Axon as CDI beans, each replaceable by a bean of the application. Axon starts with the application if
 * there is an {@link EventSourcedModel}, and stops with it.
 */
@Singleton
public class EventStoreProducer {
    private static final Logger LOG = Logger.getLogger(EventStoreProducer.class);
    private static final int START_TIMEOUT_SECONDS = 10;

    private final Pool pool;
    private final Vertx vertx;
    private final EventStoreConfig config;
    private @Nullable TailLag tailLag;

    EventStoreProducer(Pool pool, Vertx vertx, EventStoreConfig config) {
        this.pool = pool;
        this.vertx = vertx;
        this.config = config;
    }

    /** Static: this bean itself needs the pool. */
    @Produces
    @Singleton
    @DefaultBean
    static PgPoolCreator poolCreator(EventStoreConfig config) {
        return input -> DatabasePool.create(
                input.vertx(), input.poolOptions(), input.pgConnectOptionsList(), config.answerTimeout());
    }

    @Produces
    @Singleton
    @DefaultBean
    AppendSignal appendSignal() {
        return new AppendSignal();
    }

    @Produces
    @Singleton
    @DefaultBean
    EventJson eventJson(ObjectMapper mapper, @All List<EventUpcaster> upcasters) {
        return new EventJson(mapper, upcasters);
    }

    @Produces
    @Singleton
    @DefaultBean
    Outbox outbox(EventJson json, AppendSignal signal) {
        return new Outbox(json, signal, Clock.systemUTC());
    }

    @Produces
    @Singleton
    @DefaultBean
    PostgresEventStorageEngine engine(EventJson json, AppendSignal signal, @All List<InlineProjection> projections) {
        EventStoreSettings settings =
                new EventStoreSettings(config.maxSourcedEvents(), config.pollInterval(), !projections.isEmpty());
        return new PostgresEventStorageEngine(pool, vertx, json, signal, settings);
    }

    @Produces
    @Singleton
    @DefaultBean
    EventTail eventTail(PostgresEventStorageEngine engine) {
        return engine.tail();
    }

    @Produces
    @Singleton
    @DefaultBean
    EventHistory eventHistory(EventJson json) {
        return new EventHistory(pool, json);
    }

    @Produces
    @Singleton
    @DefaultBean
    ReadModels readModels(EventJson json, @All List<ReadModel> models, @All List<ExternalReadModel> external) {
        return new ReadModels(
                pool, vertx, json, () -> DatabaseAddress.of(ConfigProvider.getConfig()), models, external);
    }

    @Produces
    @Singleton
    @DefaultBean
    TokenStore tokenStore(EventJson json) {
        String owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        return new PostgresTokenStore(pool, json, owner, config.tokenClaimTimeout());
    }

    @Produces
    @Singleton
    @DefaultBean
    AxonConfiguration axon(
            PostgresEventStorageEngine engine,
            TokenStore tokenStore,
            EventJson json,
            @All List<EventSourcedModel> models,
            @All List<InlineProjection> projections,
            @All List<CommandResultListener> resultListeners) {
        return new AxonAssembly(pool, engine, tokenStore, json).build(models, projections, resultListeners);
    }

    @Produces
    @Singleton
    @DefaultBean
    CommandGateway commandGateway(AxonConfiguration axon) {
        return axon.getComponent(CommandGateway.class);
    }

    @Produces
    @Singleton
    @DefaultBean
    EventStore eventStore(AxonConfiguration axon) {
        return axon.getComponent(EventStore.class);
    }

    @Produces
    @Singleton
    @DefaultBean
    Commands commands(CommandGateway gateway) {
        return new Commands(gateway, vertx);
    }

    void start(
            @Observes StartupEvent event,
            EventJson json,
            @All List<EventSourcedModel> models,
            Instance<AxonConfiguration> axon,
            Instance<MeterRegistry> meters) {
        EventLog log = new EventLog(pool, json);
        requireOwnServer(log);
        if (meters.isResolvable()) {
            tailLag = new TailLag(log, vertx, meters.get(), config.lagInterval());
        }
        if (!models.isEmpty()) {
            axon.get().start();
        }
    }

    /** Transaction ids order the log. In a copy from another server new events would lie before the copied ones, unread. */
    private static void requireOwnServer(EventLog log) {
        boolean fromAnotherServer;
        try {
            fromAnotherServer = log.isFromAnotherServer()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the event store could not be checked at the start", e);
            return;
        }
        if (fromAnotherServer) {
            throw new IllegalStateException(
                    "the event store holds events of another database server (dump and restore?);"
                            + " its README says under \"Limits\" how to move it");
        }
    }

    void stop(
            @Observes ShutdownEvent event,
            ReadModels readModels,
            @All List<EventSourcedModel> models,
            Instance<AxonConfiguration> axon) {
        readModels.close();
        if (!models.isEmpty()) {
            axon.get().shutdown();
        }
        if (tailLag != null) {
            tailLag.close();
        }
    }
}
