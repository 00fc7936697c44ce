package org.subaccounts.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.key.apikey.ApiKeyEvent;
import org.subaccounts.platform.eventstore.InlineProjection;
import org.subaccounts.platform.eventstore.PgUnitOfWork;

/** Keeps the table {@code api_key} in the transaction of the events. */
@ApplicationScoped
public class KeyProjection implements InlineProjection {
    private static final String ISSUED =
            "insert into api_key (id, account_id, label, public_key, secret_hash, scopes, ip_allow_list, created_at, updated_at)"
                    + " values ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $8)";
    private static final String REVOKED = "update api_key set revoked_at = $2, updated_at = $2 where id = $1";

    private final ObjectMapper json;

    public KeyProjection(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void project(EventMessage message, PgUnitOfWork work) {
        if (!(message.payload() instanceof ApiKeyEvent event)) {
            throw new IllegalStateException("no read model for " + message.type());
        }
        switch (event) {
            case ApiKeyEvent.ApiKeyIssued issued ->
                work.enlist(
                        ISSUED,
                        Tuple.tuple()
                                .addUUID(issued.keyId())
                                .addUUID(issued.accountId())
                                .addString(issued.label())
                                .addString(issued.publicKey())
                                .addBuffer(Buffer.buffer(HexFormat.of().parseHex(issued.secretHash())))
                                .addString(write(issued.scopes()))
                                .addArrayOfString(issued.ipAllowList().toArray(String[]::new))
                                .addOffsetDateTime(issued.occurredAt().atOffset(ZoneOffset.UTC)));
            case ApiKeyEvent.ApiKeyRevoked revoked ->
                work.enlist(
                        REVOKED, Tuple.of(revoked.keyId(), revoked.occurredAt().atOffset(ZoneOffset.UTC)));
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
