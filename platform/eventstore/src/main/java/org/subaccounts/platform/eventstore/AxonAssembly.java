package org.subaccounts.platform.eventstore;

import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.conversion.Converter;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.axonframework.messaging.core.MessageTypeResolver;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.TokenStore;
import org.jspecify.annotations.Nullable;

/** Axon's configuration on this store; without CDI, so that any program can use it. */
public final class AxonAssembly {
    // Sends usage data to the vendor.
    private static final String UPDATE_CHECKER = "org.axonframework.update.UpdateCheckerConfigurationEnhancer";

    private final Pool pool;
    private final PostgresEventStorageEngine engine;
    private final TokenStore tokenStore;
    private final EventJson json;

    public AxonAssembly(Pool pool, PostgresEventStorageEngine engine, TokenStore tokenStore, EventJson json) {
        this.pool = pool;
        this.engine = engine;
        this.tokenStore = tokenStore;
        this.json = json;
    }

    /** Not started yet. */
    public AxonConfiguration build(
            List<EventSourcedModel> models,
            List<InlineProjection> projections,
            List<CommandResultListener> resultListeners) {
        EventSourcingConfigurer configurer = EventSourcingConfigurer.create()
                .componentRegistry(registry -> registry.disableEnhancer(UPDATE_CHECKER)
                        .registerComponent(Converter.class, c -> new StoredEventConverter(json))
                        .registerComponent(MessageTypeResolver.class, c -> CachingResolvers.messageTypes())
                        .registerComponent(TokenStore.class, c -> tokenStore))
                .registerTagResolver(c -> CachingResolvers.tags())
                .registerEventStorageEngine(c -> engine);
        configurer.messaging(messaging -> messaging.registerCorrelationDataProvider(
                c -> message -> message instanceof CommandMessage ? message.metadata() : java.util.Map.of()));
        if (!resultListeners.isEmpty()) {
            configurer.messaging(messaging -> messaging.registerCommandHandlerInterceptor(
                    c -> new CommandResultInterceptor(pool, resultListeners)));
        }
        models.forEach(model -> model.configure(configurer));
        AxonConfiguration axon = configurer.build();
        if (!projections.isEmpty()) {
            List<Live> live = projections.stream().map(Live::of).toList();
            axon.getComponent(EventStore.class).subscribe((events, context) -> project(live, events, context));
        }
        return axon;
    }

    /** A read model gets the events that a rebuild would give it, and no others: a forgotten one is missed at once. */
    private record Live(
            InlineProjection projection, @Nullable ReadModelEvents only) {
        static Live of(InlineProjection projection) {
            return new Live(projection, projection instanceof ReadModel model ? new ReadModelEvents(model) : null);
        }

        void project(EventMessage event, PgUnitOfWork work) {
            Object payload = event.payload();
            if (only == null || (payload != null && only.contain(payload.getClass()))) {
                projection.project(event, work);
            }
        }
    }

    private CompletableFuture<?> project(
            List<Live> projections, List<? extends EventMessage> events, ProcessingContext context) {
        PgUnitOfWork work = PgUnitOfWork.of(context, pool);
        for (EventMessage event : events) {
            projections.forEach(projection -> projection.project(event, work));
        }
        return CompletableFuture.completedFuture(null);
    }
}
