package org.subaccounts.platform.http;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Idempotency-Key of {@link Idempotent} operations: runs after authentication, before the operation. */
@Priority(Priorities.USER)
public class IdempotencyFilter {
    /** Set by the authorization filter: the account, or the operator, whose keys these are. */
    public static final String ACCOUNT_PROPERTY = "subaccounts.account";

    static final String CLAIM_PROPERTY = "subaccounts.idempotency-claim";
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final String REPLAYED_HEADER = "Idempotent-Replayed";
    private static final int MAX_KEY_LENGTH = 255;
    private static final int PART_BYTES = 16 * 1024;
    private static final Logger LOG = Logger.getLogger(IdempotencyFilter.class);

    private final Idempotency idempotency;
    private final CurrentClaim currentClaim;

    public IdempotencyFilter(Idempotency idempotency, CurrentClaim currentClaim) {
        this.idempotency = idempotency;
        this.currentClaim = currentClaim;
    }

    @Idempotent
    @SuppressWarnings("deprecation") // its successor reads forms only; the fingerprint needs the whole JSON body
    @ServerRequestFilter(readBody = true, priority = Priorities.USER)
    public Uni<@Nullable Response> begin(ContainerRequestContext request, ResourceInfo resource) throws IOException {
        String key = request.getHeaderString(KEY_HEADER);
        if (key == null) {
            return Uni.createFrom().nullItem();
        }
        if (key.isBlank() || key.length() > MAX_KEY_LENGTH || key.indexOf('\0') >= 0) {
            throw Refusal.badRequest(KEY_HEADER + " must be 1 to " + MAX_KEY_LENGTH + " characters long");
        }
        UUID account = (UUID) request.getProperty(ACCOUNT_PROPERTY);
        if (account == null) {
            throw new IllegalStateException("an idempotent operation without an authorized account");
        }
        byte[] fingerprint = fingerprint(request);
        Idempotent rules = resource.getResourceMethod().getAnnotation(Idempotent.class);
        return idempotency
                .claim(account, key, fingerprint, rules.status(), rules.secret())
                .map(found -> switch (found) {
                    case Idempotency.Found.Claimed claimed -> {
                        request.setProperty(CLAIM_PROPERTY, claimed.claim());
                        currentClaim.set(claimed.claim());
                        yield null;
                    }
                    case Idempotency.Found.Replay replay ->
                        json(replay.status(), replay.json())
                                .header(REPLAYED_HEADER, "true")
                                .build();
                    case Idempotency.Found.Running running ->
                        json(409, new ErrorBody("a request with this Idempotency-Key is still running"))
                                .header(REPLAYED_HEADER, "false")
                                .header("Retry-After", running.retryAfterSeconds())
                                .build();
                    case Idempotency.Found.Mismatch ignored ->
                        json(422, new ErrorBody("this Idempotency-Key was used for a different request"))
                                .build();
                });
    }

    @ServerResponseFilter
    public @Nullable Uni<Void> end(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(CLAIM_PROPERTY) instanceof IdempotencyClaim claim)) {
            return null;
        }
        return idempotency
                .end(claim, response.getStatus(), response.getEntity())
                .onFailure()
                .invoke(failure ->
                        LOG.error("could not end an idempotent request; its lease will end by itself", failure))
                .onFailure()
                .recoverWithNull();
    }

    private static Response.ResponseBuilder json(int status, Object body) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body);
    }

    /** Leaves the body to be read again; it may be megabytes. */
    private static byte[] fingerprint(ContainerRequestContext request) throws IOException {
        InputStream body = request.getEntityStream();
        if (!body.markSupported()) {
            body = new ByteArrayInputStream(read(body, request.getLength()));
            request.setEntityStream(body);
        }
        MessageDigest sha256 = sha256();
        sha256.update(
                (request.getMethod() + "\n" + request.getUriInfo().getPath() + "\n").getBytes(StandardCharsets.UTF_8));
        body.mark(Integer.MAX_VALUE);
        byte[] part = new byte[PART_BYTES];
        for (int read = body.read(part); read >= 0; read = body.read(part)) {
            sha256.update(part, 0, read);
        }
        body.reset();
        return sha256.digest();
    }

    /** With its length known, without copies on the way. */
    private static byte[] read(InputStream body, int length) throws IOException {
        if (length < 0) {
            return body.readAllBytes();
        }
        byte[] bytes = new byte[length];
        int read = body.readNBytes(bytes, 0, length);
        return read == length ? bytes : Arrays.copyOf(bytes, read);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
