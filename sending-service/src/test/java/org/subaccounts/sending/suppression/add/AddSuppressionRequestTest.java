package org.subaccounts.sending.suppression.add;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.suppression.Suppression;

class AddSuppressionRequestTest {
    private static final Instant NOW = Instant.parse("2026-10-01T12:00:00.5Z");
    private static final UUID ID = new UUID(NOW.toEpochMilli() << 16 | 0x7123, Long.MIN_VALUE);
    private static final String LATER = "2026-10-02T12:00:00Z";

    private static Suppression suppression(
            @Nullable String email, @Nullable String domain, @Nullable String reason, @Nullable String expiresAt) {
        return new AddSuppressionRequest(email, domain, reason, expiresAt).suppression(ID, NOW);
    }

    @Test
    void whatIsShownIsTheNormalizedFormAndTheMomentOfTheId() {
        assertThat(suppression(" Ann.B+x@Bücher.Example ", "ACME.example.com.", " asked for it ", LATER))
                .isEqualTo(new Suppression(
                        "suppression",
                        ID,
                        NOW,
                        "ann.b+x@xn--bcher-kva.example",
                        "acme.example.com",
                        "asked for it",
                        Instant.parse(LATER)));
    }

    @Test
    void withoutDomainItHoldsForAllAndWithoutReasonItHasAnEmptyOne() {
        for (@Nullable String reason : new @Nullable String[] {null, "", "  "}) {
            assertThat(suppression("ann@example.org", null, reason, LATER))
                    .returns("", Suppression::domain)
                    .returns("", Suppression::reason);
        }
    }

    @Test
    void anAddressIsNeeded() {
        for (@Nullable String email : new @Nullable String[] {null, "", "ann", "ann@localhost", "a@example.org, b@example.org"}) {
            assertThatThrownBy(() -> suppression(email, null, null, LATER))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("email must be a valid e-mail address");
        }
    }

    @Test
    void aDomainThatIsGivenHasToBeOne() {
        assertThatThrownBy(() -> suppression("ann@example.org", "", null, LATER))
                .hasMessage("domain is required and must not be blank");
        assertThatThrownBy(() -> suppression("ann@example.org", "localhost", null, LATER))
                .hasMessage("domain must be a fully qualified domain name such as acme.example.com");
    }

    @Test
    void aReasonHasAtMost255CharactersAndIsText() {
        assertThat(suppression("ann@example.org", null, "x".repeat(255), LATER).reason())
                .hasSize(255);
        assertThatThrownBy(() -> suppression("ann@example.org", null, "x".repeat(256), LATER))
                .hasMessage("reason must be at most 255 characters long");
        assertThatThrownBy(() -> suppression("ann@example.org", null, "a\0b", LATER))
                .hasMessage("reason must not contain control characters");
    }

    @ParameterizedTest
    @CsvSource({
        ", expires_at must be an RFC 3339 time such as 2026-10-01T12:00:00Z",
        "tomorrow, expires_at must be an RFC 3339 time such as 2026-10-01T12:00:00Z",
        "2026-10-02, expires_at must be an RFC 3339 time such as 2026-10-01T12:00:00Z",
        "2026-10-01T12:00:00.5Z, expires_at must be in the future",
        "2026-10-01T14:00:00+02:00, expires_at must be in the future"
    })
    void theEndIsAMomentInTheFuture(@Nullable String expiresAt, String message) {
        assertThatThrownBy(() -> suppression("ann@example.org", null, null, expiresAt))
                .isInstanceOf(Refusal.class)
                .hasMessage(message);
        assertThat(suppression("ann@example.org", null, null, "2026-10-01T12:00:00.500001Z")
                        .expiresAt())
                .isAfter(NOW);
    }
}
