package org.subaccounts.account.parent.open;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code POST /operator/v1/accounts}. */
@Path("/operator/v1/accounts")
public class OpenAccountResource {
    private final Commands commands;
    private final Caller caller;

    public OpenAccountResource(Commands commands, Caller caller) {
        this.commands = commands;
        this.caller = caller;
    }

    /** {@code partner}: whether the account may have sub accounts; true when left out. */
    public record Request(
            @Nullable String name,
            @Nullable String website,
            @Nullable Boolean partner) {}

    @POST
    @OperatorOnly
    public Uni<Response> open(@Nullable Request body) {
        Request request = Inputs.body(body);
        OpenAccount command = new OpenAccount(
                Ids.next(),
                Inputs.text("name", request.name(), 255),
                Inputs.domain("website", request.website()),
                request.partner() == null || request.partner(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, OpenedAccount.class, caller.metadata())
                .map(account -> Response.status(201).entity(account).build());
    }
}
