package org.subaccounts.key.apikey.issue;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.apikey.AddressBlocks;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;
import org.subaccounts.key.apikey.GrantedScopes;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.KeyFormat;

/** Makes a key out of a request, whoever asks for it. */
@ApplicationScoped
public class ApiKeyIssuer {
    private static final int MAX_LABEL = 255;

    private final Commands commands;
    private final KeyFormat format;

    public ApiKeyIssuer(Commands commands, KeyFormat format) {
        this.commands = commands;
        this.format = format;
    }

    /** {@code ipAllowList}: addresses or CIDR blocks; empty or left out: every address. */
    public record Request(
            @Nullable String label,
            @Nullable List<@Nullable String> scopes,
            @Nullable List<@Nullable String> ipAllowList) {}

    /** A request that passed all checks. */
    public record Checked(String label, List<String> scopes, List<String> ipAllowList) {}

    /** Refuses what is not allowed; {@code child}: the key is for a sub account. */
    public static Checked check(@Nullable Request body, boolean child) {
        Request request = Inputs.body(body);
        return new Checked(
                Inputs.text("label", request.label(), MAX_LABEL),
                GrantedScopes.check(request.scopes(), child),
                AddressBlocks.canonical(request.ipAllowList()));
    }

    public Uni<IssuedApiKey> issue(UUID account, Checked request, Map<String, String> metadata) {
        IssueApiKey command = new IssueApiKey(
                Ids.next(),
                account,
                request.label(),
                format.newPublicKey(),
                new Secret(format.newSecret()),
                request.scopes().stream()
                        .map(scope -> new GrantedScope(Ids.next(), scope))
                        .toList(),
                request.ipAllowList(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, IssuedApiKey.class, metadata);
    }
}
