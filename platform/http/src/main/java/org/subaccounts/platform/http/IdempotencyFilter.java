package org.subaccounts.platform.http;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
    private static final String KEPT_PROPERTY = "subaccounts.idempotency-body";
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final String REPLAYED_HEADER = "Idempotent-Replayed";
    private static final int MAX_KEY_LENGTH = 255;
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
        return AfterBody.decide(idempotency
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
                }));
    }

    @ServerResponseFilter
    public @Nullable Uni<Void> end(ContainerRequestContext request, ContainerResponseContext response)
            throws IOException {
        if (request.getProperty(KEPT_PROPERTY) instanceof InputStream kept) {
            kept.close(); // a replayed request's is read by nobody
        }
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

    /** Leaves the body to be read again. One that is still coming may be megabytes: it is kept in a file without a name. */
    private static byte[] fingerprint(ContainerRequestContext request) throws IOException {
        MessageDigest sha256 = sha256();
        sha256.update(
                (request.getMethod() + "\n" + request.getUriInfo().getPath() + "\n").getBytes(StandardCharsets.UTF_8));
        InputStream body = request.getEntityStream();
        OutputStream digest = new DigestOutputStream(OutputStream.nullOutputStream(), sha256);
        if (body.markSupported()) {
            body.mark(Integer.MAX_VALUE);
            body.transferTo(digest);
            body.reset();
        } else {
            InputStream kept = kept(body, sha256);
            request.setProperty(KEPT_PROPERTY, kept);
            request.setEntityStream(kept);
        }
        return sha256.digest();
    }

    private static InputStream kept(InputStream body, MessageDigest sha256) throws IOException {
        FileChannel file = FileChannel.open(
                Files.createTempFile("body", null),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        try {
            body.transferTo(new DigestOutputStream(Channels.newOutputStream(file), sha256));
            return Channels.newInputStream(file.position(0));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
