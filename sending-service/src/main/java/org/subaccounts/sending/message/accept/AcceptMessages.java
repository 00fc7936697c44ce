package org.subaccounts.sending.message.accept;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.IdempotencyClaim;
import org.subaccounts.sending.TooManyAtOnce;
import org.subaccounts.sending.UnderWay;
import org.subaccounts.sending.message.EmailAddress;
import org.subaccounts.sending.message.Mailbox;
import org.subaccounts.sending.message.accept.CreateMessageRequest.Recipient;
import org.subaccounts.sending.suppression.Suppressions;

/** Decides about a request that is well-formed: who may send, who gets it, what the credit reaches for; then has it stored. */
@ApplicationScoped
public class AcceptMessages {
    /** Requests; what each is made from is in memory until it is stored. */
    private static final int MOST_OF_ACCOUNT = 500;

    private final Senders senders;
    private final Suppressions suppressions;
    private final RenderTrial trial;
    private final AcceptanceStore store;
    private final Event<MessagesAccepted> accepted;
    private final Counter counter;
    private final UnderWay underWay = new UnderWay(MOST_OF_ACCOUNT);

    /**
     * Who asks. {@code monthlyCredit}: recipients that his account may have accepted in a month, 0 for any number; {@code bodyBytes}: how
     * large the request is.
     */
    record Requester(
            UUID accountId,
            long monthlyCredit,
            Map<String, String> metadata,
            long bodyBytes,
            @Nullable IdempotencyClaim claim) {}

    /** What is asked for. {@code shown}: with headers that all recipients share, else null. */
    record Order(
            AcceptedContent content,
            List<Candidate> candidates,
            @Nullable Shown shown) {
        static Order of(AcceptedContent content, List<Recipient> recipients) {
            return new Order(content, Candidate.of(recipients), null);
        }

        static Order of(AcceptedContent content, Conversation conversation) {
            List<Candidate> all = Candidate.of(conversation.recipients());
            int to = conversation.to().size();
            return new Order(
                    content,
                    all,
                    new Shown(
                            good(all.subList(0, to)),
                            good(all.subList(to, to + conversation.cc().size()))));
        }

        Order with(List<Candidate> others) {
            return new Order(content, others, shown);
        }

        /** Normalized addresses of those that mail can go to. */
        Set<String> addresses() {
            return candidates.stream()
                    .map(Candidate::good)
                    .flatMap(Optional::stream)
                    .map(Mailbox::address)
                    .map(EmailAddress::normalized)
                    .map(EmailAddress::toString)
                    .collect(java.util.stream.Collectors.toUnmodifiableSet());
        }

        boolean hasSubstitutions() {
            return content.substitutions() != null
                    || candidates.stream().anyMatch(candidate -> candidate.substitutions() != null);
        }

        private static List<Mailbox> good(List<Candidate> candidates) {
            return candidates.stream()
                    .map(Candidate::good)
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /** Header fields To and Cc of all messages of a conversation. */
    record Shown(List<Mailbox> to, List<Mailbox> cc) {}

    public AcceptMessages(
            Senders senders,
            Suppressions suppressions,
            RenderTrial trial,
            AcceptanceStore store,
            Event<MessagesAccepted> accepted,
            MeterRegistry meters) {
        this.senders = senders;
        this.suppressions = suppressions;
        this.trial = trial;
        this.store = store;
        this.accepted = accepted;
        this.counter = meters.counter("sending.messages.accepted");
    }

    /** Throws {@link TooManyAtOnce}; fails with {@link SenderNotVerified}, {@link MonthlyCreditUsedUp} and what rendering refuses. */
    Uni<CreateMessageResponse> accept(Requester requester, Order order) {
        Runnable end = underWay.begin(requester.accountId());
        return Uni.createFrom()
                .deferred(() -> accepted(requester, order))
                .onTermination()
                .invoke(end);
    }

    private Uni<CreateMessageResponse> accepted(Requester requester, Order order) {
        String domain = order.content().from().address().domain();
        Uni<Senders.Sender> sender = senders.find(requester.accountId(), domain)
                .map(found -> found.orElseThrow(() -> new SenderNotVerified(domain)));
        // in a sandbox nobody gets anything, and the request says how it ends
        Uni<Set<String>> suppressed = order.content().sandbox()
                ? Uni.createFrom().item(Set.of())
                : suppressions.suppressed(requester.accountId(), domain, order.addresses());
        return Uni.combine()
                .all()
                .unis(sender, suppressed)
                .withUni((from, without) -> trial.render(requester.accountId(), order)
                        .chain(rendered -> store.store(requester, from, rendered, without)))
                .invoke(acceptance -> {
                    counter.increment(acceptance.messages().size());
                    if (order.content().schedule().firstAttempt() == null) { // else nothing is due yet
                        accepted.fire(new MessagesAccepted(acceptance.messages().size()));
                    }
                })
                .map(Acceptance::response);
    }
}
