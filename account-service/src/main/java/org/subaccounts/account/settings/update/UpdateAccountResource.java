package org.subaccounts.account.settings.update;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.Texts;
import org.subaccounts.account.settings.AccountSettings;
import org.subaccounts.account.settings.AccountView;
import org.subaccounts.account.settings.Accounts;
import org.subaccounts.account.settings.Websites;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code PUT /v2/accounts/{account_id}}: parents and children change themselves. */
@Path("/v2/accounts/{account_id}")
@Tag(name = "Accounts")
public class UpdateAccountResource {
    private static final int MAX_NAME = 255;
    private static final int MAX_ABOUT = 10_000;
    private static final int MAX_RETENTION_DAYS = 30;

    private final Commands commands;
    private final Accounts accounts;
    private final Caller caller;

    public UpdateAccountResource(Commands commands, Accounts accounts, Caller caller) {
        this.commands = commands;
        this.accounts = accounts;
        this.caller = caller;
    }

    /** Null or left out: unchanged. Retentions in days. */
    @Schema(
            name = "UpdateAccountRequest",
            description =
                    "What is left out or null stays as it is; a request that changes nothing is answered all the same.")
    public record Request(
            @Schema(minLength = 1, maxLength = 255) @Nullable String name,

            @Schema(format = "uri", maxLength = 255) @Nullable String website,

            @Schema(maxLength = MAX_ABOUT) @Nullable String about,
            @Nullable Boolean trackOpens,
            @Nullable Boolean trackClicks,
            @Nullable Boolean rejectBadRecipients,
            @Nullable Boolean rejectMistypedRecipients,
            @Schema(minimum = "1", maximum = "30") @Nullable Integer messageMetadataRetention,
            @Schema(minimum = "0", maximum = "30") @Nullable Integer messageDataRetention) {}

    @PUT
    @Operation(
            operationId = "updateAccount",
            summary = "Change the account's settings",
            description = "The account of the API key, parent or sub account, changes its own settings. A sub account's"
                    + " name and website are the same ones that its parent sees and may change.")
    @RequireScope(Scopes.ACCOUNTS_WRITE)
    public Uni<AccountView> update(@Nullable Request body) {
        UUID id = caller.accountId();
        AccountSettings.Change change = change(Inputs.body(body));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        UUID parent = caller.parentAccountId();
        Object command = parent == null
                ? new UpdateAccountSettings(id, change, now)
                : new UpdateSubAccountSettings(id, parent, change, now);
        return commands.send(command, Void.class, caller.metadata()).chain(done -> accounts.get(id));
    }

    private static AccountSettings.Change change(Request request) {
        return new AccountSettings.Change(
                request.name() == null ? null : Inputs.text("name", request.name(), MAX_NAME),
                request.website() == null ? null : Websites.checkUrl("website", request.website()),
                request.about() == null ? null : Texts.multiline("about", request.about(), MAX_ABOUT),
                request.trackOpens(),
                request.trackClicks(),
                request.rejectBadRecipients(),
                request.rejectMistypedRecipients(),
                days("message_metadata_retention", request.messageMetadataRetention(), 1),
                days("message_data_retention", request.messageDataRetention(), 0));
    }

    private static @Nullable Integer days(String field, @Nullable Integer value, int min) {
        return value == null
                ? null
                : Math.toIntExact(Inputs.wholeNumber(field, value.longValue(), min, MAX_RETENTION_DAYS));
    }
}
