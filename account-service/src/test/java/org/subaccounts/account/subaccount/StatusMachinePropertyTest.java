package org.subaccounts.account.subaccount;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.AccountStore;
import org.subaccounts.account.parent.close.CloseAccount;
import org.subaccounts.account.parent.open.OpenAccount;
import org.subaccounts.account.parent.reinstate.ReinstateAccount;
import org.subaccounts.account.parent.suspend.SuspendAccount;
import org.subaccounts.account.subaccount.SubAccount.Settings;
import org.subaccounts.account.subaccount.create.CreateSubAccount;
import org.subaccounts.account.subaccount.delete.DeleteSubAccount;
import org.subaccounts.account.subaccount.lift.LiftReputationSuspension;
import org.subaccounts.account.subaccount.suspend.SuspendSubAccount;
import org.subaccounts.account.subaccount.unsuspend.UnsuspendSubAccount;
import org.subaccounts.platform.http.Ids;

/**
 * Whatever happens to a family, in whatever order, each status that is shown follows the rule: deleted, suspended,
 * parent-suspended, active. The real commands, events, read model and view, against two flags per account.
 */
class StatusMachinePropertyTest {
    private static final int CHILDREN = 3;
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    private static @Nullable AccountStore store;

    @BeforeContainer
    static void start() {
        store = AccountStore.create();
    }

    @AfterContainer
    static void stop() {
        if (store != null) {
            store.close();
        }
    }

    enum Act {
        SUSPEND_PARENT,
        REINSTATE_PARENT,
        CLOSE_PARENT,
        CREATE,
        SUSPEND,
        UNSUSPEND,
        PROTECT,
        LIFT,
        DELETE
    }

    /** {@code child}: which one; means nothing to what is done to the parent. */
    record Step(Act act, int child) {}

    /** What an account is by itself. */
    private static final class Flags {
        private boolean there;
        private boolean suspended;
        private boolean byPlatform;
        private boolean deleted;

        boolean isOpen() {
            return there && !deleted;
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Act> acts = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(4, Act.SUSPEND_PARENT),
                net.jqwik.api.Tuple.of(4, Act.REINSTATE_PARENT),
                net.jqwik.api.Tuple.of(1, Act.CLOSE_PARENT),
                net.jqwik.api.Tuple.of(6, Act.CREATE),
                net.jqwik.api.Tuple.of(6, Act.SUSPEND),
                net.jqwik.api.Tuple.of(5, Act.UNSUSPEND),
                net.jqwik.api.Tuple.of(4, Act.PROTECT),
                net.jqwik.api.Tuple.of(4, Act.LIFT),
                net.jqwik.api.Tuple.of(2, Act.DELETE));
        return Combinators.combine(acts, Arbitraries.integers().between(0, CHILDREN - 1))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25);
    }

    @Property(tries = 60)
    void the_status_shown_always_follows_the_precedence(@ForAll("steps") List<Step> steps) {
        AccountStore live = java.util.Objects.requireNonNull(store);
        UUID parent = Ids.next();
        List<UUID> children = List.of(Ids.next(), Ids.next(), Ids.next());
        live.send(new OpenAccount(
                parent,
                "Parent",
                "example.com",
                true,
                "standard",
                new OpenAccount.Owner(Ids.next(), "o@example.com", ""),
                AT));
        Flags family = new Flags();
        family.there = true;
        Map<UUID, Flags> flags = new LinkedHashMap<>();
        children.forEach(child -> flags.put(child, new Flags()));
        for (Step step : steps) {
            UUID child = children.get(step.child());
            Flags own = java.util.Objects.requireNonNull(flags.get(child));
            if (step.act() == Act.CREATE && own.there) {
                continue; // a new sub account always has a new id
            }
            boolean accepted = live.accepts(command(step.act(), parent, child));
            assertThat(accepted).as("%s by the model", step).isEqualTo(apply(step.act(), family, own));
            assertThat(shown(live, parent)).as("after %s", step).isEqualTo(expected(parent, family, flags));
        }
    }

    private static Object command(Act act, UUID parent, UUID child) {
        return switch (act) {
            case SUSPEND_PARENT -> new SuspendAccount(parent, "r", AT);
            case REINSTATE_PARENT -> new ReinstateAccount(parent, "r", AT);
            case CLOSE_PARENT -> new CloseAccount(parent, "r", AT);
            case CREATE -> new CreateSubAccount(child, parent, new Settings("c", "c.example.com", 0), AT);
            case SUSPEND -> SuspendSubAccount.byParent(child, parent, "r", AT);
            case UNSUSPEND -> new UnsuspendSubAccount(child, parent, AT);
            case PROTECT -> SuspendSubAccount.forReputation(child, parent, "r", AT.plusSeconds(1), AT);
            case LIFT -> new LiftReputationSuspension(child, "r", AT);
            case DELETE -> new DeleteSubAccount(child, parent, null, AT);
        };
    }

    /** Whether the act is allowed; changes the flags if it is. */
    private static boolean apply(Act act, Flags family, Flags own) {
        return switch (act) {
            case SUSPEND_PARENT -> suspend(family, true);
            case REINSTATE_PARENT -> suspend(family, false);
            case CLOSE_PARENT -> delete(family);
            case CREATE -> {
                own.there = true;
                yield true;
            }
            case SUSPEND, PROTECT -> {
                boolean allowed = suspend(own, true);
                own.byPlatform = allowed ? act == Act.PROTECT : own.byPlatform;
                yield allowed;
            }
            case UNSUSPEND -> !own.byPlatform && suspend(own, false);
            case LIFT -> {
                boolean allowed = own.byPlatform && suspend(own, false);
                own.byPlatform = own.byPlatform && !allowed;
                yield allowed;
            }
            case DELETE -> delete(own);
        };
    }

    private static boolean suspend(Flags flags, boolean suspended) {
        boolean allowed = flags.isOpen() && flags.suspended != suspended;
        if (allowed) {
            flags.suspended = suspended;
        }
        return allowed;
    }

    private static boolean delete(Flags flags) {
        boolean allowed = flags.isOpen();
        if (allowed) {
            flags.deleted = true;
        }
        return allowed;
    }

    private static Map<UUID, String> expected(UUID parent, Flags family, Map<UUID, Flags> children) {
        Map<UUID, String> statuses = new LinkedHashMap<>();
        statuses.put(parent, family.deleted ? "deleted" : family.suspended ? "suspended" : "active");
        children.forEach((id, own) -> status(family, own).ifPresent(status -> statuses.put(id, status)));
        return statuses;
    }

    private static Optional<String> status(Flags family, Flags own) {
        if (!own.there) {
            return Optional.empty();
        }
        if (own.deleted || family.deleted) {
            return Optional.of("deleted");
        }
        if (own.suspended) {
            return Optional.of("suspended");
        }
        return Optional.of(family.suspended ? "parent-suspended" : "active");
    }

    private static Map<UUID, String> shown(AccountStore live, UUID parent) {
        Map<UUID, String> statuses = new LinkedHashMap<>();
        for (Row row : live.query(
                "select id, status from account_standing where id = $1 or parent_id = $1 order by id",
                Tuple.of(parent))) {
            statuses.put(row.getUUID("id"), row.getString("status"));
        }
        return statuses;
    }
}
