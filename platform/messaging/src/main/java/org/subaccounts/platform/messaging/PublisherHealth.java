package org.subaccounts.platform.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready until Kafka and PostgreSQL were reached once, and when publishing is refused. An outage later on leaves the
 * service ready: events wait in the store, and taking every replica away would turn a delay into an outage.
 */
@Readiness
@ApplicationScoped
class PublisherHealth implements HealthCheck {
    private final PublisherLifecycle publisher;

    PublisherHealth(PublisherLifecycle publisher) {
        this.publisher = publisher;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("event publisher");
        publisher.status().ifPresentOrElse(status -> describe(response, status), response::up);
        return response.build();
    }

    private static void describe(HealthCheckResponseBuilder response, PublisherStatus status) {
        response.status(status.everWorked() && status.phase() != PublisherStatus.Phase.REFUSED)
                .withData("phase", status.phase().name().toLowerCase(Locale.ROOT))
                .withData("lag_seconds", Math.round(status.lagSeconds()));
        String failure = status.failure();
        if (failure != null) {
            response.withData("failure", failure);
        }
    }
}
