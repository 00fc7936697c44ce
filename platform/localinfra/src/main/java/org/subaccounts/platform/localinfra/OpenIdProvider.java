package org.subaccounts.platform.localinfra;

import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.OAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider with the issuer "platform". It believes every secret and signs with a published key, so it is bound
 * to 127.0.0.1 and for development only. Roles are in realm_access.roles, as Keycloak writes them.
 */
public final class OpenIdProvider implements AutoCloseable {
    /** The client whose tokens have the role "operator". */
    public static final String OPERATOR = "operator";

    /** A client whose id is an e-mail address is that user; the address counts as verified unless it begins like this. */
    public static final String UNVERIFIED = "unverified";

    private static final String ISSUER = "platform";
    private static final String AUDIENCE = "subaccounts";
    private static final long TOKEN_SECONDS = 3600;

    private final MockOAuth2Server server;

    private OpenIdProvider(MockOAuth2Server server) {
        this.server = server;
    }

    /** Gives the client "operator" its role and nobody else any. */
    public static OpenIdProvider start(int port) {
        return start(port, client -> client.equals(OPERATOR) ? List.of(OPERATOR) : List.of());
    }

    /** Gives each client the roles that the function says. */
    public static OpenIdProvider start(int port, Function<String, List<String>> rolesOfClient) {
        MockOAuth2Server server = new MockOAuth2Server(new OAuth2Config(
                false, null, null, false, new OAuth2TokenProvider(), Set.of(new Tokens(rolesOfClient))));
        try {
            server.start(InetAddress.getLoopbackAddress(), port);
        } catch (Exception e) { // Kotlin declares none of what it throws
            throw new InfrastructureException("the OpenID provider does not start on port " + port, e);
        }
        return new OpenIdProvider(server);
    }

    public String issuerUrl() {
        return server.issuerUrl(ISSUER).newBuilder().host("127.0.0.1").build().toString();
    }

    public String tokenUrl() {
        return server.tokenEndpointUrl(ISSUER)
                .newBuilder()
                .host("127.0.0.1")
                .build()
                .toString();
    }

    @Override
    public void close() {
        server.shutdown();
    }

    private record Tokens(Function<String, List<String>> rolesOfClient) implements OAuth2TokenCallback {
        @Override
        public String issuerId() {
            return ISSUER;
        }

        @Override
        public String subject(TokenRequest request) {
            return client(request);
        }

        @Override
        public String typeHeader(TokenRequest request) {
            return "JWT";
        }

        @Override
        public List<String> audience(TokenRequest request) {
            return List.of(AUDIENCE);
        }

        @Override
        public Map<String, Object> addClaims(TokenRequest request) {
            String client = client(request);
            Map<String, Object> claims = new HashMap<>();
            claims.put("azp", client);
            claims.put("realm_access", Map.of("roles", rolesOfClient.apply(client)));
            if (client.contains("@")) {
                claims.put("email", client);
                claims.put("email_verified", !client.startsWith(UNVERIFIED));
            }
            return claims;
        }

        @Override
        public long tokenExpiry() {
            return TOKEN_SECONDS;
        }

        private static String client(TokenRequest request) {
            @Nullable ClientAuthentication authentication = request.getClientAuthentication();
            @Nullable ClientID id = authentication == null ? request.getClientID() : authentication.getClientID();
            return id == null ? "anonymous" : id.getValue();
        }
    }
}
