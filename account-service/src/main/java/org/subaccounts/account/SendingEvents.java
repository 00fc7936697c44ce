package org.subaccounts.account;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.subaccounts.account.activity.ActivityProjection;
import org.subaccounts.account.subaccount.reputation.BounceRateBreaches;
import org.subaccounts.account.subaccount.reputation.WhenBounceRateExceededThenSuspendSubAccount;
import org.subaccounts.platform.messaging.EventConsumer;

/** Reads sending-service's events once, for everything that follows from them here. */
@ApplicationScoped
public class SendingEvents {
    private static final Logger LOG = Logger.getLogger(SendingEvents.class);

    /** Its stored position goes by this name, which therefore stays. */
    private static final String CONSUMER = "account-activity";

    private final EventConsumer consumer;
    private final WhenBounceRateExceededThenSuspendSubAccount protection;

    SendingEvents(EventConsumer consumer, WhenBounceRateExceededThenSuspendSubAccount protection) {
        this.consumer = consumer;
        this.protection = protection;
    }

    @Incoming("sending-events")
    Uni<Void> consume(IncomingKafkaRecordBatch<String, byte[]> batch) {
        AtomicBoolean breached = new AtomicBoolean();
        return consumer.consume(CONSUMER, batch, (events, work) -> {
                    ActivityProjection.project(events, work);
                    breached.set(BounceRateBreaches.note(events, work));
                })
                .chain(() -> breached.get() ? suspendNow() : Uni.createFrom().voidItem());
    }

    private Uni<Void> suspendNow() {
        return protection
                .suspendSome()
                .onFailure()
                .invoke(failure -> LOG.warnf("breaches of the bounce rate are acted on later: %s", failure))
                .onFailure()
                .recoverWithNull();
    }
}
