package org.subaccounts.billing;

import java.util.List;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.test.fixture.AxonTestFixture;

/** Given events, when a command comes, then events or a refusal: the service's use cases without a database. */
public final class Rules implements AutoCloseable {
    private AxonTestFixture fixture = start();

    private static AxonTestFixture start() {
        EventSourcingConfigurer configurer = EventSourcingConfigurer.create()
                .componentRegistry(registry ->
                        registry.disableEnhancer("org.axonframework.update.UpdateCheckerConfigurationEnhancer"));
        new BillingModel().configure(configurer);
        return AxonTestFixture.with(configurer, customization -> customization.disableAxonServer());
    }

    private AxonTestFixture fresh() {
        fixture.stop();
        fixture = start();
        return fixture;
    }

    public void accepts(List<?> given, Object command, Object... expected) {
        fresh().given()
                .events(given.toArray())
                .when()
                .command(command)
                .then()
                .success()
                .events(expected);
    }

    public void refuses(List<?> given, Object command, Class<? extends RuntimeException> refusal) {
        fresh().given()
                .events(given.toArray())
                .when()
                .command(command)
                .then()
                .exception(refusal)
                .noEvents();
    }

    @Override
    public void close() {
        fixture.stop();
    }
}
