package org.subaccounts.account.history;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.EventHistory;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.platform.http.HistoryEntry;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;

/** The history of one account, parent or child: its own events and those of its keys, merged by event id. */
@ApplicationScoped
public class AccountHistory {
    private static final List<String> SETTINGS = List.of(
            "name",
            "website",
            "about",
            "trackOpens",
            "trackClicks",
            "rejectBadRecipients",
            "rejectMistypedRecipients",
            "messageMetadataRetention",
            "messageDataRetention");
    private static final List<String> SUB_ACCOUNT = List.of("name", "website", "monthlyCredit");

    /** Stored type: the type that is shown, and what is shown of it. */
    private static final Map<String, Shown> SHOWN = Map.ofEntries(
            Map.entry(
                    "account.AccountOpened",
                    new Shown("account.opened", List.of("name", "website", "partner", "ownerId", "plan"))),
            Map.entry("account.AccountUpdated", new Shown("account.updated", SETTINGS)),
            Map.entry(
                    "account.AccountTermsChanged",
                    new Shown("account.terms_changed", List.of("partner", "requestsPerSecond", "requestBurst"))),
            Map.entry("account.AccountSuspended", new Shown("account.suspended", List.of())),
            Map.entry("account.AccountReinstated", new Shown("account.reinstated", List.of())),
            Map.entry("account.AccountClosed", new Shown("account.closed", List.of())),
            Map.entry("account.SubAccountCreated", new Shown("sub_account.created", SUB_ACCOUNT)),
            Map.entry("account.SubAccountUpdated", new Shown("sub_account.updated", SUB_ACCOUNT)),
            Map.entry("account.SubAccountSettingsUpdated", new Shown("account.updated", SETTINGS)),
            Map.entry("account.SubAccountSuspended", new Shown("sub_account.suspended", List.of("cause"))),
            Map.entry("account.SubAccountUnsuspended", new Shown("sub_account.unsuspended", List.of())),
            Map.entry("account.SubAccountDeleted", new Shown("sub_account.deleted", List.of())),
            Map.entry("account.MemberAdded", new Shown("member.added", List.of("userId", "email", "name", "role"))),
            Map.entry("account.MemberRemoved", new Shown("member.removed", List.of("userId"))));

    /** UUIDv7 in the order of time; their text sorts as their bytes do. */
    private static final Comparator<HistoryEntry> BY_ID =
            Comparator.comparing(entry -> entry.id().toString());

    private final EventHistory events;
    private final KeyHistory keys;

    public AccountHistory(EventHistory events, KeyHistory keys) {
        this.events = events;
        this.keys = keys;
    }

    private record Shown(String type, List<String> members) {}

    /** What a history request asks for; {@code keyId}: only what happened to that key. */
    public record Query(UUID account, @Nullable UUID keyId, PageRequest page) {
        /** {@code reader}: the account, or whoever else, that the cursors are bound to. */
        static Query of(
                UUID reader,
                UUID account,
                @Nullable String keyId,
                @Nullable String limit,
                @Nullable String after,
                @Nullable String before) {
            UUID key = keyId == null || keyId.isEmpty() ? null : Inputs.uuid("key_id", keyId);
            String list = "history:" + account + (key == null ? "" : ":" + key);
            return new Query(account, key, PageRequest.of(list, reader, limit, after, before));
        }
    }

    /** Fails with a 503 when key-service cannot be asked: a history with holes would be worse than none. */
    public Uni<Page<HistoryEntry>> page(Query query) {
        return Uni.combine()
                .all()
                .unis(own(query), keys.read(query))
                .with((own, ofKeys) -> Page.of(query.page(), merge(query.page(), own, ofKeys), HistoryEntry::id));
    }

    private Uni<List<HistoryEntry>> own(Query query) {
        if (query.keyId() != null) {
            return Uni.createFrom().item(List.of());
        }
        PageRequest page = query.page();
        return events.read(query.account(), page.limit() + 1, page.after(), page.before())
                .map(stored -> stored.stream()
                        .map(event -> entry(query.account(), event))
                        .toList());
    }

    private static HistoryEntry entry(UUID account, StoredEvent event) {
        Shown shown = SHOWN.get(event.type());
        if (shown == null) {
            throw new IllegalStateException("no history entry for " + event.type());
        }
        return HistoryEntry.of(account, shown.type, event, shown.members);
    }

    /** Both are ordered as the page is fetched: newest first, or oldest first when it lies before a cursor. */
    static List<HistoryEntry> merge(PageRequest page, List<HistoryEntry> own, List<HistoryEntry> ofKeys) {
        return Stream.concat(own.stream(), ofKeys.stream())
                .sorted(page.before() == null ? BY_ID.reversed() : BY_ID)
                .limit(page.limit() + 1L)
                .toList();
    }
}
