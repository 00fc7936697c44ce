package org.subaccounts.billing.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;

/** What prices the periods of one account, as a naive reader of the rules finds it: walking through the days. */
public final class PlanCalendar {
    private record Assigned(String planId, String currency, LocalDate from) {}

    /** {@code version} counts from 1. */
    public record Priced(String planId, int version) {}

    private final LocalDate firstDay;
    private final Map<String, List<LocalDate>> versions = new HashMap<>();
    private final List<Assigned> assignments = new ArrayList<>();

    /** Nothing is noted for a date before {@code firstDay}. */
    public PlanCalendar(LocalDate firstDay) {
        this.firstDay = firstDay;
    }

    public void version(String planId, LocalDate from) {
        versions.computeIfAbsent(planId, plan -> new ArrayList<>()).add(from);
    }

    public void assigned(String planId, String currency, LocalDate from) {
        assignments.removeIf(other -> !other.currency().equals(currency));
        assignments.add(new Assigned(planId, currency, from));
    }

    public boolean isEmpty() {
        return assignments.isEmpty();
    }

    /** The plan that was assigned and holds on that day; null: none. */
    public @Nullable String heldOn(LocalDate day) {
        String holds = null;
        for (LocalDate walked = firstDay; !walked.isAfter(day); walked = walked.plusDays(1)) {
            String assigned = assignedFrom(walked);
            holds = assigned == null ? holds : assigned;
        }
        return holds;
    }

    /** Null: nothing that was noted prices it. */
    public @Nullable Priced pricing(BillingPeriod period, @Nullable String openedWith) {
        String holds = heldOn(period.firstDay());
        LocalDate since = period.firstDay();
        for (LocalDate day = since; holds == null && day.isBefore(period.next().firstDay()); day = day.plusDays(1)) {
            holds = assignedFrom(day);
            since = day;
        }
        if (holds != null) {
            return new Priced(holds, versionOn(holds, since));
        }
        return openedWith == null ? null : new Priced(openedWith, versionOn(openedWith, period.firstDay()));
    }

    private @Nullable String assignedFrom(LocalDate day) {
        return assignments.stream()
                .filter(assigned -> assigned.from().equals(day))
                .map(Assigned::planId)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private int versionOn(String planId, LocalDate day) {
        List<LocalDate> dates = Objects.requireNonNull(versions.get(planId));
        for (LocalDate before = day; !before.isBefore(firstDay); before = before.minusDays(1)) {
            if (dates.contains(before)) {
                return dates.lastIndexOf(before) + 1;
            }
        }
        LocalDate first = dates.stream().sorted().toList().getFirst();
        return dates.lastIndexOf(first) + 1;
    }
}
