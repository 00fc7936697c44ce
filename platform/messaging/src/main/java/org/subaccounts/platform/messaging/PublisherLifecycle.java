package org.subaccounts.platform.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.EventTail;

/** Starts the publisher with the service when the service has an {@link OutboundMapping}, and stops it with it. */
@ApplicationScoped
class PublisherLifecycle {
    private final EventPublisher.Settings settings;
    private final MeterRegistry metrics;
    private @Nullable PublisherStatus status;
    private @Nullable EventPublisher publisher;

    PublisherLifecycle(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "platform.topic-prefix") Optional<String> topicPrefix,
            @ConfigProperty(name = "platform.publisher.batch-size", defaultValue = "1000") int batchSize,
            @ConfigProperty(name = "platform.publisher.gather", defaultValue = "25ms") Duration gather,
            @ConfigProperty(name = "platform.publisher.poll-interval", defaultValue = "200ms") Duration pollInterval,
            MeterRegistry metrics) {
        this.settings = new EventPublisher.Settings(kafka, topicPrefix.orElse(""), batchSize, gather, pollInterval);
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event, Instance<OutboundMapping> mapping, Pool pool, EventTail tail) {
        if (mapping.isUnsatisfied()) {
            return;
        }
        OutboundMapping outbound = mapping.get();
        status = new PublisherStatus(metrics, settings.topicPrefix() + outbound.topic());
        publisher = new EventPublisher(settings, pool, tail, outbound, status);
        publisher.start();
    }

    void stop(@Observes ShutdownEvent event) {
        if (publisher != null) {
            publisher.close();
        }
    }

    /** Empty when this service publishes nothing. */
    Optional<PublisherStatus> status() {
        return Optional.ofNullable(status);
    }
}
