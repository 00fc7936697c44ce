package org.subaccounts.platform.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What key-service says of a bearer: an RFC 7662 introspection answer with the account's facts beside it.
 *
 * @param reason why it is not active, fit for the caller
 * @param scope scopes separated by spaces, as RFC 7662 has it
 * @param requestsPerSecond rate limit of the account; null: the platform's default
 * @param requestBurst as many requests may come at once; null: the platform's default
 * @param monthlyCredit accepted recipients that the account may have per period; 0 or left out: no cap
 * @param leaseMs how long the answer may be relied on, from when the question was sent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyVerdict(
        boolean active,
        @Nullable String reason,
        @JsonProperty("key_id") @Nullable UUID keyId,
        @JsonProperty("account_id") @Nullable UUID accountId,
        @JsonProperty("parent_account_id") @Nullable UUID parentAccountId,
        boolean partner,
        @Nullable String scope,
        @JsonProperty("ip_allow_list") List<String> ipAllowList,
        @JsonProperty("requests_per_second") @Nullable Integer requestsPerSecond,
        @JsonProperty("request_burst") @Nullable Integer requestBurst,
        @JsonProperty("monthly_credit") long monthlyCredit,
        @JsonProperty("lease_ms") long leaseMs) {

    public static KeyVerdict refused(String reason, long leaseMs) {
        return new KeyVerdict(false, reason, null, null, null, false, null, List.of(), null, null, 0, leaseMs);
    }

    public Set<String> scopes() {
        return scope == null || scope.isEmpty() ? Set.of() : Set.of(scope.split(" "));
    }

    static KeyVerdict of(JsonObject json) {
        return new KeyVerdict(
                json.getBoolean("active", false),
                json.getString("reason"),
                uuid(json, "key_id"),
                uuid(json, "account_id"),
                uuid(json, "parent_account_id"),
                json.getBoolean("partner", false),
                json.getString("scope"),
                json.getJsonArray("ip_allow_list", new JsonArray()).stream()
                        .map(String.class::cast)
                        .collect(Collectors.toUnmodifiableList()),
                json.getInteger("requests_per_second"),
                json.getInteger("request_burst"),
                json.getLong("monthly_credit", 0L),
                json.getLong("lease_ms", 0L));
    }

    private static @Nullable UUID uuid(JsonObject json, String member) {
        String text = json.getString(member);
        return text == null ? null : UUID.fromString(text);
    }
}
