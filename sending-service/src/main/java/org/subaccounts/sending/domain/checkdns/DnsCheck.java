package org.subaccounts.sending.domain.checkdns;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.subaccounts.sending.domain.records.RecordKind;

/**
 * The outcome of looking all records of a domain up.
 *
 * @param propagated records that are there; for one the resolver could not tell about, what was known before
 * @param required kinds without which the domain is not valid
 * @param missing required records that are certainly not there, with their names
 * @param requiredThere every required record was seen now, and the key that signs too
 * @param key whether the platform's own record of the key that signs was seen
 * @param complete the resolver gave an answer for every record, and the platform's own record is there
 */
public record DnsCheck(
        Set<RecordKind> propagated,
        Set<RecordKind> required,
        Map<RecordKind, String> missing,
        boolean requiredThere,
        Observation key,
        boolean complete) {
    public DnsCheck {
        propagated = Set.copyOf(propagated);
        required = Set.copyOf(required);
        missing = Map.copyOf(missing);
    }

    /** {@code key}: {@code PROPAGATED} if the domain has no record of the platform's to see. */
    static DnsCheck of(Map<ExpectedRecord, Observation> observed, Observation key, Set<RecordKind> knownBefore) {
        Set<RecordKind> propagated = EnumSet.noneOf(RecordKind.class);
        observed.forEach((expected, observation) -> {
            boolean there =
                    switch (observation) {
                        case PROPAGATED -> true;
                        case ABSENT -> false;
                        case UNKNOWN -> knownBefore.contains(expected.kind());
                    };
            if (there) {
                propagated.add(expected.kind());
            }
        });
        Map<RecordKind, String> missing = new EnumMap<>(RecordKind.class);
        required(observed)
                .filter(entry -> entry.getValue() == Observation.ABSENT)
                .forEach(entry ->
                        missing.put(entry.getKey().kind(), entry.getKey().host()));
        boolean keyThere = key == Observation.PROPAGATED;
        // A key that cannot be seen yet behind an alias that is there is the platform's own delay.
        boolean ownDelay = !keyThere && missing.isEmpty();
        return new DnsCheck(
                propagated,
                required(observed).map(entry -> entry.getKey().kind()).collect(Collectors.toSet()),
                missing,
                keyThere && required(observed).allMatch(entry -> entry.getValue() == Observation.PROPAGATED),
                key,
                !ownDelay && !observed.containsValue(Observation.UNKNOWN));
    }

    /** The platform's own record is certainly not there, though the owner's alias leads to it. */
    boolean keyIsLost() {
        return key == Observation.ABSENT && missing.isEmpty();
    }

    private static Stream<Map.Entry<ExpectedRecord, Observation>> required(Map<ExpectedRecord, Observation> observed) {
        return observed.entrySet().stream().filter(entry -> entry.getKey().required());
    }
}
