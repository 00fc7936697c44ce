package org.subaccounts.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyVerdictTest {
    private static final UUID KEY = new UUID(1, 1);
    private static final UUID CHILD = new UUID(2, 2);
    private static final UUID PARENT = new UUID(3, 3);

    private static JsonObject active() {
        return new JsonObject()
                .put("active", true)
                .put("key_id", KEY.toString())
                .put("account_id", CHILD.toString())
                .put("parent_account_id", PARENT.toString())
                .put("scope", "*")
                .put("lease_ms", 700);
    }

    @Test
    void everything_that_is_told_of_a_key_is_read() {
        KeyVerdict read = KeyVerdict.of(active().put("partner", true)
                .put("ip_allow_list", List.of("203.0.113.0/24"))
                .put("requests_per_second", 7)
                .put("request_burst", 9)
                .put("monthly_credit", 1_000_000_000)
                .put("added_later", true));
        assertThat(read)
                .isEqualTo(new KeyVerdict(
                        true,
                        null,
                        KEY,
                        CHILD,
                        PARENT,
                        true,
                        "*",
                        List.of("203.0.113.0/24"),
                        7,
                        9,
                        1_000_000_000,
                        700));
        assertThat(Credential.of(read).monthlyCredit()).isEqualTo(1_000_000_000);
    }

    @Test
    void a_credit_that_an_older_key_service_does_not_tell_is_no_cap() {
        assertThat(KeyVerdict.of(active()).monthlyCredit()).isZero();
    }

    @Test
    void a_member_has_the_credit_of_the_account() {
        AccountStanding child = new AccountStanding(CHILD, PARENT, "Acme", "active", true, null, null, 50);
        assertThat(Credential.ofMember(child, KEY, "Developer").monthlyCredit()).isEqualTo(50);
    }
}
