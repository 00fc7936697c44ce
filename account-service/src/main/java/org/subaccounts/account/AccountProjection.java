package org.subaccounts.account;

import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.account.member.MemberEvent;
import org.subaccounts.account.parent.AccountEvent;
import org.subaccounts.account.settings.AccountSettings;
import org.subaccounts.account.settings.Websites;
import org.subaccounts.account.subaccount.SubAccountEvent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.eventstore.ReadModel;

/** Keeps the tables {@code account} and {@code member} in the transaction of the events. */
@ApplicationScoped
public class AccountProjection implements ReadModel {
    private static final String OPENED = """
            insert into account (id, name, website, website_host, partner, owner_id, plan, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $8)""";
    private static final String CREATED = """
            insert into account (id, parent_id, name, website, website_host, monthly_credit, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $7)""";
    private static final String UPDATED = """
            update account set name = $2, website = $3, website_host = $4, monthly_credit = $5, updated_at = $6
             where id = $1""";
    private static final String SETTINGS = """
            update account set name = $2, website = $3, website_host = $4, about = $5, track_opens = $6, track_clicks = $7,
                   reject_bad_recipients = $8, reject_mistyped_recipients = $9, message_metadata_retention = $10,
                   message_data_retention = $11, updated_at = $12
             where id = $1""";
    private static final String TERMS = """
            update account set partner = $2, requests_per_second = $3, request_burst = $4, updated_at = $5
             where id = $1""";
    private static final String SUSPENDED = """
            update account set status = 'suspended', suspended_reason = $2, suspended_by = $3, suspended_at = $4,
                   updated_at = $4
             where id = $1""";
    private static final String UNSUSPENDED = """
            update account set status = 'active', suspended_reason = null, suspended_by = null, suspended_at = null,
                   updated_at = $2
             where id = $1""";
    private static final String DELETED = """
            update account set status = 'deleted', deleted_reason = $2, deleted_by = $3, deleted_at = $4, updated_at = $4
             where id = $1""";
    private static final String MEMBER_ADDED =
            "insert into member (account_id, user_id, email, name, role, created_at) values ($1, $2, $3, $4, $5, $6)";
    private static final String MEMBER_REMOVED = "delete from member where account_id = $1 and user_id = $2";
    private static final String MEMBER_COUNT = "update account set member_count = member_count + $2 where id = $1";

    @Override
    public String name() {
        return "accounts";
    }

    @Override
    public List<String> tables() {
        return List.of("account", "member");
    }

    @Override
    public List<Class<?>> events() {
        return List.of(AccountEvent.class, SubAccountEvent.class, MemberEvent.class);
    }

    @Override
    public void project(EventMessage message, PgUnitOfWork work) {
        switch (message.payload()) {
            case AccountEvent event -> project(event, actor(message), work);
            case SubAccountEvent event -> project(event, actor(message), work);
            case MemberEvent event -> project(event, work);
            case null, default -> throw new IllegalStateException("no read model for " + message.type());
        }
    }

    private static void project(AccountEvent event, String actor, PgUnitOfWork work) {
        UUID id = event.accountId();
        OffsetDateTime at = time(event.occurredAt());
        switch (event) {
            case AccountEvent.AccountOpened opened ->
                work.enlist(
                        OPENED,
                        Tuple.tuple()
                                .addUUID(id)
                                .addString(opened.name())
                                .addString(opened.website())
                                .addString(Websites.host(opened.website()))
                                .addBoolean(opened.partner())
                                .addUUID(opened.ownerId())
                                .addString(opened.plan())
                                .addOffsetDateTime(at));
            case AccountEvent.AccountUpdated updated -> work.enlist(SETTINGS, settings(id, updated.settings(), at));
            case AccountEvent.AccountTermsChanged terms ->
                work.enlist(TERMS, Tuple.of(id, terms.partner(), terms.requestsPerSecond(), terms.requestBurst(), at));
            case AccountEvent.AccountSuspended suspended ->
                work.enlist(SUSPENDED, Tuple.of(id, suspended.reason(), actor, at));
            case AccountEvent.AccountReinstated ignored -> work.enlist(UNSUSPENDED, Tuple.of(id, at));
            case AccountEvent.AccountClosed closed -> work.enlist(DELETED, Tuple.of(id, closed.reason(), actor, at));
        }
    }

    private static void project(SubAccountEvent event, String actor, PgUnitOfWork work) {
        UUID id = event.subAccountId();
        OffsetDateTime at = time(event.occurredAt());
        switch (event) {
            case SubAccountEvent.SubAccountCreated created ->
                work.enlist(
                        CREATED,
                        Tuple.tuple()
                                .addUUID(id)
                                .addUUID(created.parentAccountId())
                                .addString(created.name())
                                .addString(created.website())
                                .addString(Websites.host(created.website()))
                                .addLong(created.monthlyCredit())
                                .addOffsetDateTime(at));
            case SubAccountEvent.SubAccountUpdated updated ->
                work.enlist(
                        UPDATED,
                        Tuple.of(
                                id,
                                updated.name(),
                                updated.website(),
                                Websites.host(updated.website()),
                                updated.monthlyCredit(),
                                at));
            case SubAccountEvent.SubAccountSettingsUpdated updated ->
                work.enlist(SETTINGS, settings(id, updated.settings(), at));
            case SubAccountEvent.SubAccountSuspended suspended ->
                work.enlist(SUSPENDED, Tuple.of(id, suspended.reason(), actor, at));
            case SubAccountEvent.SubAccountUnsuspended ignored -> work.enlist(UNSUSPENDED, Tuple.of(id, at));
            case SubAccountEvent.SubAccountDeleted deleted ->
                work.enlist(DELETED, Tuple.of(id, deleted.reason(), actor, at));
        }
    }

    private static void project(MemberEvent event, PgUnitOfWork work) {
        switch (event) {
            case MemberEvent.MemberAdded added -> {
                work.enlist(
                        MEMBER_ADDED,
                        Tuple.of(
                                added.accountId(),
                                added.userId(),
                                added.email(),
                                added.name(),
                                added.role(),
                                time(added.occurredAt())));
                work.enlist(MEMBER_COUNT, Tuple.of(added.accountId(), 1));
            }
            case MemberEvent.MemberRemoved removed -> {
                work.enlist(MEMBER_REMOVED, Tuple.of(removed.accountId(), removed.userId()));
                work.enlist(MEMBER_COUNT, Tuple.of(removed.accountId(), -1));
            }
        }
    }

    private static Tuple settings(UUID id, AccountSettings settings, OffsetDateTime at) {
        return Tuple.tuple()
                .addUUID(id)
                .addString(settings.name())
                .addString(settings.website())
                .addString(Websites.host(settings.website()))
                .addString(settings.about())
                .addBoolean(settings.trackOpens())
                .addBoolean(settings.trackClicks())
                .addBoolean(settings.rejectBadRecipients())
                .addBoolean(settings.rejectMistypedRecipients())
                .addInteger(settings.messageMetadataRetention())
                .addInteger(settings.messageDataRetention())
                .addOffsetDateTime(at);
    }

    private static String actor(EventMessage message) {
        return message.metadata().getOrDefault("actor", "system");
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
