package org.subaccounts.platform.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while a stored position is refused; each refusal is named with its reason. */
@Readiness
@ApplicationScoped
class ConsumerHealth implements HealthCheck {
    private final ConsumerStatus status;

    ConsumerHealth(ConsumerStatus status) {
        this.status = status;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("event consumers");
        var refusals = status.refusals();
        refusals.forEach((assignment, reason) -> response.withData(assignment.toString(), reason));
        return response.status(refusals.isEmpty()).build();
    }
}
