package org.subaccounts.platform.localinfra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class OpenIdProviderTest {
    @Test
    void only_the_operator_gets_the_operator_role() throws Exception {
        try (OpenIdProvider provider = OpenIdProvider.start(FreePorts.next())) {
            JsonNode operator = claims(provider, "client_id=operator&client_secret=any", "");
            JsonNode other = claims(provider, "client_id=other&client_secret=any", "");
            JsonNode basic = claims(
                    provider,
                    "",
                    Base64.getEncoder().encodeToString("operator:any".getBytes(StandardCharsets.US_ASCII)));

            assertThat(operator.at("/realm_access/roles").toString()).isEqualTo("[\"operator\"]");
            assertThat(operator.get("iss").textValue()).isEqualTo(provider.issuerUrl());
            assertThat(operator.get("aud").toString()).contains("subaccounts");
            assertThat(other.at("/realm_access/roles").toString()).isEqualTo("[]");
            assertThat(basic.at("/realm_access/roles").toString()).isEqualTo("[\"operator\"]");
        }
    }

    private static JsonNode claims(OpenIdProvider provider, String client, String basic) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(provider.tokenUrl()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&" + client));
        if (!basic.isEmpty()) {
            request.header("Authorization", "Basic " + basic);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            String body = http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            String token = new ObjectMapper().readTree(body).get("access_token").textValue();
            String claims = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
            return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(claims));
        }
    }
}
