package org.subaccounts.billing.period.close;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.BillingStore;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.period.close.BillingReference.Account;
import org.subaccounts.billing.period.close.BillingReference.Family;
import org.subaccounts.billing.plan.PlanCalendar;
import org.subaccounts.billing.plan.PlanInForce;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.platform.http.Ids;

/**
 * Whatever happens to some families, in whatever order, their invoices are those of the reference: the real commands, events,
 * consumers' statements, read models and queries on a real database, against loops over messages and days.
 */
class BillingModelPropertyTest {
    private static final Instant START = Instant.parse("2028-01-10T09:00:00Z");
    private static final Duration GRACE = Duration.ofHours(6);
    private static final int FAMILIES = 3;
    private static final int CHILDREN = 4;

    private static final LocalDate BEFORE_ALL = LocalDate.of(2027, 11, 1);

    /** Two plans for each family. Those of the first one are not assigned when it is opened: it begins with the configured plan. */
    private static final List<List<Terms>> TERMS = List.of(
            List.of(Terms.of("usd", 1_000, 20, "30:1.25", ":0.333"), Terms.of("usd", 2_500, 50, ":7.77")),
            List.of(Terms.of("jpy", 300, 0, "10:100", ":33.3"), Terms.of("jpy", 0, 10, ":1234.5")),
            List.of(Terms.of("kwd", 5, 10, ":0.1"), Terms.of("kwd", 12_345, 5)));

    private static @Nullable BillingStore store;

    @BeforeContainer
    static void start() {
        store = BillingStore.create();
    }

    @AfterContainer
    static void stop() {
        if (store != null) {
            store.close();
        }
    }

    enum Act {
        OPEN,
        CREATE,
        DELETE,
        SEND,
        ASSIGN_PLAN,
        PRICE_PLAN,
        ADVANCE,
        CLOSE_PERIODS,
        FAIL_TO_CLOSE,
        CLOSE_PARENT
    }

    /** {@code number}: how many messages, or days, or which plan; {@code daysAgo}: when messages were accepted. */
    record Step(Act act, int family, int account, int number, int daysAgo) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Act> acts = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(2, Act.OPEN),
                net.jqwik.api.Tuple.of(4, Act.CREATE),
                net.jqwik.api.Tuple.of(2, Act.DELETE),
                net.jqwik.api.Tuple.of(14, Act.SEND),
                net.jqwik.api.Tuple.of(3, Act.ASSIGN_PLAN),
                net.jqwik.api.Tuple.of(2, Act.PRICE_PLAN),
                net.jqwik.api.Tuple.of(7, Act.ADVANCE),
                net.jqwik.api.Tuple.of(6, Act.CLOSE_PERIODS),
                net.jqwik.api.Tuple.of(1, Act.FAIL_TO_CLOSE),
                net.jqwik.api.Tuple.of(1, Act.CLOSE_PARENT));
        return Combinators.combine(
                        acts,
                        Arbitraries.integers().between(0, FAMILIES - 1),
                        Arbitraries.integers().between(0, CHILDREN),
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.oneOf(
                                Arbitraries.just(0), Arbitraries.integers().between(0, 100)))
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(70);
    }

    @Property(tries = 150)
    void invoices_are_those_of_the_reference(@ForAll("steps") List<Step> steps) {
        World world = new World(Objects.requireNonNull(store));
        steps.forEach(world::take);
        world.advance(Duration.ofDays(40));
        world.close(-1);
        world.checkThatEverythingWasBilled();
    }

    /** A family with the plans that it can have, and what is known of them. */
    private static final class Customer {
        private final Family family;
        private final List<String> plans;
        private final Map<String, List<Terms>> versions = new HashMap<>();
        private final PlanCalendar calendar = new PlanCalendar(BEFORE_ALL);

        Customer(Family family) {
            this.family = family;
            this.plans = List.of(family.parent.id + "-0", family.parent.id + "-1");
        }

        Terms terms(YearMonth month) {
            PlanCalendar.Priced priced = calendar.pricing(new BillingPeriod(month.atDay(1)), null);
            return priced == null
                    ? Terms.DEFAULT
                    : Objects.requireNonNull(versions.get(priced.planId())).get(priced.version() - 1);
        }

        void version(Terms terms, LocalDate from) {
            versions.computeIfAbsent(terms.planId(), plan -> new ArrayList<>()).add(terms);
            calendar.version(terms.planId(), from);
        }

        boolean isClosed(LocalDate date) {
            return !family.closedWith.isEmpty() && !YearMonth.from(date).isAfter(family.closedWith.lastKey());
        }

        boolean isBilled(String plan, LocalDate date) {
            return family.closedWith.tailMap(YearMonth.from(date), true).values().stream()
                    .anyMatch(terms -> terms.planId().equals(plan));
        }
    }

    /** The store and the reference, side by side. */
    private static final class World {
        private final BillingStore live;
        private final List<@Nullable Customer> customers = new ArrayList<>();
        /** Of account-events, which are a topic of their own: what was sent meanwhile came first. In their order. */
        private final List<ContractEvent> underWay = new ArrayList<>();

        private Instant now = START;

        World(BillingStore live) {
            this.live = live;
            live.sql().run("truncate account_directory, usage, usage_daily, late_usage", Tuple.tuple());
            for (int i = 0; i < FAMILIES; i++) {
                customers.add(null);
            }
        }

        void take(Step step) {
            now = now.plusSeconds(1);
            live.clock().set(now);
            Customer customer = customers.get(step.family());
            switch (step.act()) {
                case ADVANCE -> advance(Duration.ofDays(step.number()));
                case CLOSE_PERIODS -> close(-1);
                case FAIL_TO_CLOSE -> close(step.family());
                case OPEN -> {
                    if (customer == null) {
                        open(step.family());
                    }
                }
                default -> {
                    if (customer != null && (customer.family.parent.deleted == null || step.act() == Act.SEND)) {
                        change(step, customer);
                    }
                }
            }
        }

        private void change(Step step, Customer customer) {
            Family family = customer.family;
            switch (step.act()) {
                case CREATE -> create(family, step.number() % 3 == 0);
                case DELETE -> child(family, step.account()).ifPresent(child -> delete(family, child));
                case SEND -> send(family, step);
                case ASSIGN_PLAN -> assign(step, customer);
                case PRICE_PLAN -> price(step, customer);
                case CLOSE_PARENT -> {
                    family.children.forEach(child -> delete(family, child));
                    family.parent.deleted = now;
                    tell(new AccountClosed(family.parent.id, "left", now));
                }
                default -> throw new IllegalStateException("not about a family: " + step);
            }
        }

        private void open(int number) {
            Family family = new Family(new Account(Ids.next(), "P" + number, now));
            Customer customer = new Customer(family);
            customers.set(number, customer);
            live.tell(new AccountOpened(
                    family.parent.id, family.parent.name, "acme.example", true, family.parent.id, "standard", now));
            for (int plan = 0; plan < customer.plans.size(); plan++) {
                Terms terms = TERMS.get(number).get(plan).with(customer.plans.get(plan));
                assertThat(live.createPlan(terms.planId(), terms.pricing(), BEFORE_ALL, now))
                        .isTrue();
                customer.version(terms, BEFORE_ALL);
            }
            if (number > 0) {
                assign(
                        customer,
                        customer.plans.getFirst(),
                        BillingReference.month(now).atDay(1));
            }
        }

        /** Up to two months back or ahead; or from whenever it is by default. */
        private void assign(Step step, Customer customer) {
            String plan = customer.plans.get(step.number() % 2);
            if (step.daysAgo() > 0) {
                assign(customer, plan, day(step));
            } else {
                LocalDate month = BillingReference.month(now).atDay(1);
                LocalDate from = customer.calendar.isEmpty() ? month : month.plusMonths(1);
                assertThat(live.assignPlan(customer.family.parent.id, plan, null, now))
                        .isTrue();
                if (!plan.equals(customer.calendar.heldOn(from))) {
                    customer.calendar.assigned(plan, currency(customer, plan), from);
                }
            }
        }

        private void assign(Customer customer, String plan, LocalDate from) {
            boolean open = !customer.isClosed(from);
            assertThat(live.assignPlan(customer.family.parent.id, plan, from, now))
                    .as("%s at %s", from, now)
                    .isEqualTo(open);
            if (open) {
                customer.calendar.assigned(plan, currency(customer, plan), from);
            }
        }

        private void price(Step step, Customer customer) {
            String plan = customer.plans.get(step.number() % 2);
            Terms terms = Objects.requireNonNull(customer.versions.get(plan))
                    .getLast()
                    .with(100L * step.number());
            boolean possible = !customer.isBilled(plan, day(step));
            assertThat(live.pricePlan(plan, terms.pricing(), day(step), now))
                    .as("%s at %s", day(step), now)
                    .isEqualTo(possible);
            if (possible) {
                customer.version(terms, day(step));
            }
        }

        private static String currency(Customer customer, String plan) {
            return Objects.requireNonNull(customer.versions.get(plan))
                    .getFirst()
                    .currency();
        }

        private LocalDate day(Step step) {
            return LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(3L * step.number() - 60);
        }

        private void create(Family family, boolean toldLate) {
            Account child = new Account(Ids.next(), "c" + family.children.size(), now);
            family.children.add(child);
            underWay.add(new SubAccountCreated(child.id, family.parent.id, child.name, "shop.example", 0, now));
            if (!toldLate) {
                tell();
            }
        }

        private void tell(ContractEvent... accountEvents) {
            underWay.addAll(List.of(accountEvents));
            live.tell(underWay.toArray(ContractEvent[]::new));
            underWay.clear();
        }

        private static Optional<Account> child(Family family, int number) {
            List<Account> there = family.children.stream()
                    .filter(child -> child.deleted == null)
                    .toList();
            return there.isEmpty() ? Optional.empty() : Optional.of(there.get(number % there.size()));
        }

        private void delete(Family family, Account child) {
            if (child.deleted == null) {
                child.deleted = now;
                tell(new SubAccountDeleted(child.id, family.parent.id, now));
            }
        }

        /** Messages of any account, also of deleted ones: most accepted while they were there. Some are sandbox ones. */
        private void send(Family family, Step step) {
            List<Account> all = family.all();
            Account account = all.get(step.account() % all.size());
            boolean afterwards = family.parent.deleted != null && step.number() % 3 == 0;
            Instant last = account.deleted == null || afterwards ? now : account.deleted;
            Instant accepted = last.minus(Duration.ofDays(step.daysAgo()));
            Instant time = accepted.isBefore(account.created) ? account.created : accepted;
            account.used.merge(BillingReference.month(time), (long) step.number(), Long::sum);
            live.tell(
                    new MessageSent(account.id, "one", "a.example", 1, false, null, List.of(), time),
                    new MessageSent(account.id, "sandbox", "a.example", step.number(), true, null, List.of(), time),
                    new MessageSent(
                            account.id, "others", "b.example", step.number() - 1, false, null, List.of(), time));
        }

        /** Events take seconds, not days. */
        void advance(Duration time) {
            tell();
            now = now.plus(time);
        }

        /** {@code failing}: the family whose plan cannot be found out now, or none. */
        void close(int failing) {
            tell();
            live.clock().set(now);
            Customer broken = failing < 0 ? null : customers.get(failing);
            BiFunction<UUID, BillingPeriod, Uni<PlanInForce>> lookUp =
                    (parent, period) -> broken != null && parent.equals(broken.family.parent.id)
                            ? Uni.createFrom().failure(new IllegalStateException("the plan cannot be read now"))
                            : live.plansInForce().of(parent, period);
            Instant due = now.minus(GRACE);
            long closed = live.closeNow(BillingPeriod.of(due), lookUp);
            long expected = 0;
            for (Customer customer : customers) {
                if (customer != null && customer != broken) {
                    int before = customer.family.closedWith.size();
                    BillingReference.close(customer.family, BillingReference.month(due), customer::terms);
                    expected += customer.family.closedWith.size() - before;
                }
            }
            assertThat(closed).as("closed at %s", now).isEqualTo(expected);
            check();
        }

        private List<Family> families() {
            return customers.stream()
                    .filter(Objects::nonNull)
                    .map(customer -> customer.family)
                    .toList();
        }

        private void check() {
            for (Family family : families()) {
                assertThat(live.sql().texts(Invoices.IN_WORDS, Tuple.of(family.parent.id)))
                        .as("at %s", now.atOffset(ZoneOffset.UTC))
                        .isEqualTo(family.invoices);
            }
            assertThat(live.sql()
                            .texts(
                                    Invoices.WRONG_SUMS,
                                    Tuple.tuple()
                                            .addArrayOfUUID(families().stream()
                                                    .map(family -> family.parent.id)
                                                    .toArray(UUID[]::new))))
                    .isEmpty();
        }

        /** What came after the last period of a closed parent was closed, too. */
        void checkThatEverythingWasBilled() {
            for (Family family : families()) {
                for (Account account : family.all()) {
                    assertThat(account.used.keySet())
                            .as("months without an invoice")
                            .allMatch(family.closedWith::containsKey);
                    assertThat(account.used.keySet()).allMatch(month -> account.late(month) == 0);
                }
            }
            assertThat(live.sql().texts(Invoices.NOT_AS_BILLED, Tuple.tuple())).isEmpty();
            live.clock().set(now);
            live.closeNow(BillingPeriod.of(now.minus(GRACE)));
            assertThat(live.sql().texts("select * from late_usage", Tuple.tuple()))
                    .as("what is billed is swept")
                    .isEmpty();
        }
    }
}
