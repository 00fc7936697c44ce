package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    private Routes routes;

    @BeforeEach
    void load() throws IOException {
        routes = Routes.load(Repository.root().resolve("deploy/gateway/httproute.yaml"));
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/ping, key-service",
        "/v2/accounts/a, account-service",
        "/v2/accounts/a/members, account-service",
        "/v2/accounts/a/members/m, account-service",
        "/v2/accounts/a/sub-accounts, account-service",
        "/v2/accounts/a/sub-accounts/s, account-service",
        "/v2/accounts/a/sub-accounts/s/suspend, account-service",
        "/v2/accounts/a/sub-accounts/usage, billing-service",
        "/v2/accounts/a/sub-accounts/usage/suspend, account-service",
        "/v2/accounts/a/invoices, billing-service",
        "/v2/accounts/a/invoices/i, billing-service",
        "/v2/accounts/a/invoices/i/statements/s, billing-service",
        "/v2/accounts/a/sub-accounts/s/api-keys, key-service",
        "/v2/accounts/a/sub-accounts/s/api-keys/k, key-service",
        "/v2/accounts/a/api-keys, key-service",
        "/v2/accounts/a/api-keys/k, key-service",
        "/v2/accounts/a/domains, sending-service",
        "/v2/accounts/a/domains/example.org/check-dns, sending-service",
        "/v2/accounts/a/messages, sending-service",
        "/v2/accounts/a/messages/1@example.org, sending-service",
        "/v2/accounts/a/suppressions, sending-service",
        "/v2/accounts/a/suppressions/all, sending-service",
        "/v2/accounts/a/statistics/transactional/bounce, sending-service",
        "/operator/v1/accounts, account-service",
        "/operator/v1/accounts/a/suspend, account-service",
        "/operator/v1/sub-accounts/s/unsuspend, account-service",
        "/operator/v1/accounts/a/invoices, billing-service",
        "/operator/v1/accounts/a/invoices/i, billing-service",
        "/operator/v1/accounts/a/plan, billing-service",
        "/operator/v1/accounts/a/plans, account-service",
        "/operator/v1/plans, billing-service",
        "/operator/v1/plans/p/versions, billing-service",
        "/operator/v1/read-models/usage, billing-service",
        "/operator/v1/read-models/plans/rebuild, billing-service",
        "/operator/v1/read-models/invoices, billing-service",
        "/operator/v1/read-models/thresholds, billing-service",
        "/operator/v1/read-models/accounts, account-service",
        "/operator/v1/read-models/api-keys, key-service",
        "/operator/v1/read-models/domains, sending-service",
        "/operator/v1/read-models/statistics, sending-service",
        "/t/o/AbC_-1.gif, sending-service",
        "/t/c/AbC_-1, sending-service",
        "/operator/v1/accounts/a/api-keys, key-service",
    })
    void each_path_is_answered_by_its_service(String path, String service) {
        assertThat(routes.backend(path)).contains(service);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/v2",
                "/v2/accounts",
                "/v2/accounts/",
                "/v2/ping/",
                "/internal/v1/introspect",
                "/q/health/ready",
                "/q/metrics",
                "/v3/accounts/a",
                "//v2/ping",
            })
    void other_paths_are_answered_by_nobody(String path) {
        assertThat(routes.backend(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/accounts/a/../../../internal/v1/introspect",
                "/v2/accounts/a/%2e%2e/%2E%2E/internal/v1/introspect",
                "/v2/accounts/a/..%2f..%2finternal",
                "/v2/accounts/a/./messages",
                "/v2/accounts/a/..",
                "/v2/accounts/a/..\\internal",
            })
    void no_path_reaches_another_one_by_dots(String path) {
        assertThat(routes.backend(path)).isEmpty();
    }

    @Test
    void dots_inside_of_a_name_are_no_dots_between_names() {
        assertThat(routes.backend("/v2/accounts/a/domains/..example.org")).contains("sending-service");
    }
}
