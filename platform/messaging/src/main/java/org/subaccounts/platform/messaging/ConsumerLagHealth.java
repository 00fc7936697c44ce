package org.subaccounts.platform.messaging;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Not well while a consumer is behind for longer than a limit: what it keeps is old, though the service answers. Asked at
 * {@code /q/health/well}, apart from readiness, since a service that is taken out of rotation catches up no sooner.
 */
@Wellness
@ApplicationScoped
class ConsumerLagHealth implements HealthCheck {
    private final ConsumerStatus status;
    private final Duration limit;

    ConsumerLagHealth(
            ConsumerStatus status,
            @ConfigProperty(name = "platform.consumer.lag-limit", defaultValue = "60s") Duration limit) {
        this.status = status;
        this.limit = limit;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("event consumer lag");
        boolean well = true;
        for (ConsumerStatus.Assignment assignment : status.assignments()) {
            double seconds = status.lagSeconds(assignment);
            well &= seconds * 1000 <= limit.toMillis();
            response.withData(assignment.toString(), Math.round(seconds));
        }
        return response.status(well).build();
    }
}
