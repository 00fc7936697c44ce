package org.subaccounts.platform.testkit;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.subaccounts.platform.localinfra.InfrastructureException;
import org.subaccounts.platform.localinfra.OpenIdProvider;

/** The OpenID provider of the test run. */
public final class TestOidc {
    private final Endpoints endpoints;
    private final TestHttp http;

    TestOidc(Endpoints endpoints, TestHttp http) {
        this.endpoints = endpoints;
        this.http = http;
    }

    public String issuerUrl() {
        return endpoints.issuerUrl();
    }

    /** A JWT with the role "operator". */
    public String operatorToken() {
        return token(OpenIdProvider.OPERATOR);
    }

    /** A JWT with these roles in realm_access.roles, aud "subaccounts", valid for an hour. */
    public String token(String... roles) {
        return tokenOf(TestInfrastructureServer.ROLES_CLIENT_PREFIX + String.join(",", roles));
    }

    /** A JWT of the user with this e-mail address. */
    public String userToken(String email) {
        return tokenOf(email);
    }

    private String tokenOf(String client) {
        String form = "grant_type=client_credentials&client_secret=any&client_id="
                + URLEncoder.encode(client, StandardCharsets.UTF_8);
        byte[] answer = http.post(endpoints.tokenUrl(), "application/x-www-form-urlencoded", form);
        try {
            return TestHttp.JSON.readTree(answer).get("access_token").textValue();
        } catch (IOException e) {
            throw new InfrastructureException("the OpenID provider answered something else than JSON", e);
        }
    }
}
