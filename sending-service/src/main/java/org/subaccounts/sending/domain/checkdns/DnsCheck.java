package org.subaccounts.sending.domain.checkdns;

import java.util.EnumSet;
import java.util.List;
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
 * @param missingHosts names of required records that are certainly not there
 * @param requiredThere every required record was seen now
 * @param complete the resolver gave an answer for every record
 */
public record DnsCheck(Set<RecordKind> propagated, List<String> missingHosts, boolean requiredThere, boolean complete) {
    public DnsCheck {
        propagated = Set.copyOf(propagated);
        missingHosts = List.copyOf(missingHosts);
    }

    static DnsCheck of(Map<ExpectedRecord, Observation> observed, Set<RecordKind> knownBefore) {
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
        return new DnsCheck(
                propagated,
                required(observed)
                        .filter(entry -> entry.getValue() == Observation.ABSENT)
                        .map(entry -> entry.getKey().host())
                        .sorted()
                        .collect(Collectors.toList()),
                required(observed).allMatch(entry -> entry.getValue() == Observation.PROPAGATED),
                !observed.containsValue(Observation.UNKNOWN));
    }

    private static Stream<Map.Entry<ExpectedRecord, Observation>> required(Map<ExpectedRecord, Observation> observed) {
        return observed.entrySet().stream()
                .filter(entry -> entry.getKey().kind().required());
    }
}
