package org.subaccounts.platform.eventstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.arc.DefaultBean;
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
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.TokenStore;
import org.jspecify.annotations.Nullable;

/**
 * The store and Axon as CDI beans, each replaceable by a bean of the application. Axon starts with the application if
 * there is an {@link EventSourcedModel}, and stops with it.
 */
@Singleton
public class EventStoreProducer {
    private final Pool pool;
    private final Vertx vertx;
    private final EventStoreConfig config;
    private @Nullable TailLag tailLag;

    EventStoreProducer(Pool pool, Vertx vertx, EventStoreConfig config) {
        this.pool = pool;
        this.vertx = vertx;
        this.config = config;
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
        if (meters.isResolvable()) {
            tailLag = new TailLag(new EventLog(pool, json), vertx, meters.get(), config.lagInterval());
        }
        if (!models.isEmpty()) {
            axon.get().start();
        }
    }

    void stop(@Observes ShutdownEvent event, @All List<EventSourcedModel> models, Instance<AxonConfiguration> axon) {
        if (!models.isEmpty()) {
            axon.get().shutdown();
        }
        if (tailLag != null) {
            tailLag.close();
        }
    }
}
