package org.subaccounts.sending.message.accept;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.Outbox;
import org.subaccounts.platform.eventstore.OutboxEvent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Idempotency;
import org.subaccounts.platform.http.IdempotencyClaim;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainState;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.message.MessageEvent;

/** Accepts in one transaction: content, messages, their events, and the record of the idempotency key. */
@ApplicationScoped
public class AcceptMessages {
    private final Pool pool;
    private final Domains domains;
    private final Recording recording;
    private final Event<MessagesAccepted> accepted;
    private final Counter counter;

    /** What takes part in the transaction. */
    @Singleton
    public static class Recording {
        private final MessageInserts inserts;
        private final Outbox outbox;
        private final Idempotency idempotency;

        public Recording(MessageInserts inserts, Outbox outbox, Idempotency idempotency) {
            this.inserts = inserts;
            this.outbox = outbox;
            this.idempotency = idempotency;
        }
    }

    /** Who asks. */
    record Requester(
            UUID accountId,
            Map<String, String> metadata,
            @Nullable IdempotencyClaim claim) {}

    public AcceptMessages(
            Pool pool, Domains domains, Recording recording, Event<MessagesAccepted> accepted, MeterRegistry meters) {
        this.pool = pool;
        this.domains = domains;
        this.recording = recording;
        this.accepted = accepted;
        this.counter = meters.counter("sending.messages.accepted");
    }

    /** Fails with {@link SenderNotVerified}. */
    Uni<CreateMessageResponse> accept(
            Requester requester, AcceptedContent content, List<CreateMessageRequest.Recipient> recipients) {
        String senderDomain = content.from().address().domain();
        return domains.find(requester.accountId(), senderDomain)
                .map(found -> found.filter(DomainState::verified)
                        .orElseThrow(() -> new SenderNotVerified(senderDomain))
                        .id())
                .chain(domain -> store(requester, domain, content, Acceptance.of(recipients, senderDomain, Ids::next)));
    }

    private Uni<CreateMessageResponse> store(
            Requester requester, DomainId domain, AcceptedContent content, Acceptance acceptance) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        if (!acceptance.messages().isEmpty()) {
            recording.inserts.enlist(requester.accountId(), domain, content, acceptance.messages(), work);
            recording.outbox.append(work, events(requester, content, acceptance));
        }
        recording.idempotency.complete(work, requester.claim(), acceptance.response());
        return Uni.createFrom()
                .completionStage(work::commit)
                .invoke(() -> {
                    counter.increment(acceptance.messages().size());
                    accepted.fire(new MessagesAccepted(acceptance.messages().size()));
                })
                .replaceWith(acceptance.response());
    }

    private static List<OutboxEvent> events(Requester requester, AcceptedContent content, Acceptance acceptance) {
        return acceptance.messages().stream()
                .map(message -> new MessageEvent.MessageSent(
                        requester.accountId(),
                        message.id().toString(),
                        message.id().senderDomain(),
                        message.recipient().address().domain(),
                        content.tags(),
                        false))
                .map(event -> event.toOutbox(requester.metadata()))
                .toList();
    }
}
