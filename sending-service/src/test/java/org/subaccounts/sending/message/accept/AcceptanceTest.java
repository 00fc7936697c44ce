package org.subaccounts.sending.message.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.message.accept.CreateMessageRequest.Recipient;

class AcceptanceTest {
    private static final String ID = "<00000000-0000-0000-0000-000000000001@acme.example.com>";
    private static final long ALL = 100;

    @Test
    void aBadRecipientDoesNotFailTheOthers() {
        Acceptance acceptance = accept(
                ALL,
                Set.of(),
                recipient("a@example.org", "Ann"),
                recipient("nobody", null),
                recipient(null, "x"),
                recipient("b@example.org", "b\nBcc: eve@example.org"));
        assertThat(acceptance.messages()).hasSize(1);
        assertThat(statuses(acceptance)).containsExactly("queued", "error", "error", "error");
        assertThat(acceptance.response().data().getFirst().id()).isEqualTo(ID);
        assertThat(acceptance.response().data().get(1).id()).isNull();
        assertThat(acceptance.response().data().get(2).recipient().email()).isEmpty();
        assertThat(acceptance.response().data().get(3).error())
                .isEqualTo("name must not contain line breaks or control characters");
    }

    @Test
    void whomTheCreditDoesNotReachForGetsAnError() {
        Acceptance acceptance = accept(
                2,
                Set.of(),
                recipient("nobody", null),
                recipient("a@example.org", null),
                recipient("b@example.org", null),
                recipient("c@example.org", null));
        assertThat(statuses(acceptance)).containsExactly("error", "queued", "queued", "error");
        assertThat(acceptance.response().data().getFirst().error()).isEqualTo("email must be a valid e-mail address");
        assertThat(acceptance.response().data().getLast().error())
                .isEqualTo("the monthly credit of the account does not reach for this recipient");
    }

    @Test
    void aSuppressedRecipientIsAcceptedInAnyWritingOfHisAddress() {
        Acceptance acceptance = accept(
                ALL, Set.of("ann@example.org"), recipient("Ann@Example.org", null), recipient("bob@example.org", null));
        assertThat(statuses(acceptance)).containsExactly("queued", "queued");
        assertThat(acceptance.messages())
                .extracting(Acceptance.Addressed::suppressed)
                .containsExactly(true, false);
    }

    @Test
    void substitutionsAndScheduleAreEchoed() {
        Map<String, @Nullable Object> values = Map.of("name", "Ann");
        AcceptedContent.Schedule schedule = new AcceptedContent.Schedule(Instant.parse("2026-12-01T00:00:00Z"), null);
        Acceptance acceptance = Acceptance.of(
                Candidate.of(List.of(new Recipient("a@example.org", null, values))),
                new Acceptance.Terms("acme.example.com", schedule, ALL, Set.of()),
                () -> new UUID(0, 1));
        CreateMessageResponse.Result result = acceptance.response().data().getFirst();
        assertThat(result.status()).isEqualTo("scheduled");
        assertThat(result.schedule()).isEqualTo(new MessageSchedule("2026-12-01T00:00:00Z", null));
        assertThat(result.recipient()).isEqualTo(new CreateMessageResponse.Recipient("a@example.org", "", values));
    }

    private static List<String> statuses(Acceptance acceptance) {
        return acceptance.response().data().stream()
                .map(CreateMessageResponse.Result::status)
                .toList();
    }

    private static Recipient recipient(@Nullable String email, @Nullable String name) {
        return new Recipient(email, name, null);
    }

    private static Acceptance accept(long granted, Set<String> suppressed, Recipient... recipients) {
        return Acceptance.of(
                Candidate.of(List.of(recipients)),
                new Acceptance.Terms("acme.example.com", AcceptedContent.Schedule.NONE, granted, suppressed),
                () -> new UUID(0, 1));
    }
}
