package org.subaccounts.billing.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.subaccounts.billing.period.BillingPeriod;

/**
 * The plans that an account was given and that count, in the order in which that was decided: of two with the same date the
 * later decision holds; one in another currency takes the place of all before it. Pure.
 */
public record Assignments(List<Assignment> all) {
    /** {@code sequence} counts the decisions on the account from 1. */
    public record Assignment(int sequence, String planId, String currency, LocalDate effectiveFrom) {}

    private static final Comparator<Assignment> BY_DATE =
            Comparator.comparing(Assignment::effectiveFrom).thenComparing(Assignment::sequence);
    private static final Comparator<Assignment> BY_DATE_LATER_DECISION_FIRST = Comparator.comparing(
                    Assignment::effectiveFrom)
            .thenComparing(Assignment::sequence, Comparator.reverseOrder());

    public Assignments {
        all = List.copyOf(all);
    }

    public Assignments with(Assignment another) {
        List<Assignment> counting = new ArrayList<>(all.stream()
                .filter(assignment -> assignment.currency().equals(another.currency()))
                .toList());
        counting.add(another);
        return new Assignments(counting);
    }

    public Optional<Assignment> inForceOn(LocalDate day) {
        return all.stream()
                .filter(assignment -> !assignment.effectiveFrom().isAfter(day))
                .max(BY_DATE);
    }

    /** The one that prices the period: in force on its first day, else the first that comes into force within it. */
    public Optional<Assignment> inForce(BillingPeriod period) {
        return inForceOn(period.firstDay()).or(() -> all.stream()
                .filter(assignment ->
                        assignment.effectiveFrom().isBefore(period.next().firstDay()))
                .min(BY_DATE_LATER_DECISION_FIRST));
    }
}
