package org.subaccounts.sending.domain.checkdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.subaccounts.sending.domain.checkdns.Observation.ABSENT;
import static org.subaccounts.sending.domain.checkdns.Observation.PROPAGATED;
import static org.subaccounts.sending.domain.checkdns.Observation.UNKNOWN;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.subaccounts.sending.domain.records.RecordKind;

class DnsCheckTest {
    @Test
    void allRequiredRecordsSeenIsEnough() {
        DnsCheck check = check(PROPAGATED, PROPAGATED, ABSENT, Set.of());
        assertThat(check.requiredThere()).isTrue();
        assertThat(check.missing()).isEmpty();
        assertThat(check.propagated()).containsExactlyInAnyOrder(RecordKind.DKIM, RecordKind.RETURN_PATH);
        assertThat(check.complete()).isTrue();
    }

    @Test
    void aMissingRequiredRecordIsNamed() {
        DnsCheck check = check(PROPAGATED, ABSENT, PROPAGATED, Set.of());
        assertThat(check.requiredThere()).isFalse();
        assertThat(check.missing()).isEqualTo(Map.of(RecordKind.RETURN_PATH, "return_path.example.com"));
    }

    @Test
    void aTemporaryFailureKeepsWhatWasKnownAndDecidesNothing() {
        DnsCheck check = check(UNKNOWN, PROPAGATED, UNKNOWN, Set.of(RecordKind.DKIM));
        assertThat(check.propagated()).containsExactlyInAnyOrder(RecordKind.DKIM, RecordKind.RETURN_PATH);
        assertThat(check.requiredThere()).isFalse();
        assertThat(check.missing()).isEmpty();
        assertThat(check.complete()).isFalse();
    }

    @Test
    void whatWasThereAndIsCertainlyGoneIsForgotten() {
        assertThat(check(ABSENT, ABSENT, ABSENT, Set.of(RecordKind.DKIM, RecordKind.TRACKING))
                        .propagated())
                .isEmpty();
    }

    @Test
    void anAliasToAKeyThatIsNotOutYetIsThereButDoesNotVerifyAndCanBeLookedUpAgainAtOnce() {
        DnsCheck check = DnsCheck.of(observed(PROPAGATED, PROPAGATED, PROPAGATED), ABSENT, Set.of());
        assertThat(check.propagated()).contains(RecordKind.DKIM);
        assertThat(check.missing()).isEmpty();
        assertThat(check.requiredThere()).isFalse();
        assertThat(check.complete()).isFalse();
        assertThat(check.keyIsLost()).isTrue();
    }

    @Test
    void withoutTheAliasTheKeyCannotBeSeenAndTheLookupIsComplete() {
        DnsCheck check = DnsCheck.of(observed(ABSENT, PROPAGATED, PROPAGATED), ABSENT, Set.of());
        assertThat(check.complete()).isTrue();
        assertThat(check.keyIsLost()).isFalse();
    }

    private static DnsCheck check(
            Observation dkim, Observation returnPath, Observation tracking, Set<RecordKind> known) {
        return DnsCheck.of(observed(dkim, returnPath, tracking), PROPAGATED, known);
    }

    private static Map<ExpectedRecord, Observation> observed(
            Observation dkim, Observation returnPath, Observation tracking) {
        Map<ExpectedRecord, Observation> observed = new HashMap<>();
        observed.put(expected(RecordKind.DKIM, true), dkim);
        observed.put(expected(RecordKind.RETURN_PATH, true), returnPath);
        observed.put(expected(RecordKind.TRACKING, false), tracking);
        return observed;
    }

    private static ExpectedRecord expected(RecordKind kind, boolean required) {
        String host = kind.name().toLowerCase(java.util.Locale.ROOT) + ".example.com";
        return new ExpectedRecord(kind, ExpectedRecord.Type.TXT, host, "x", required);
    }
}
