package org.subaccounts.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.key.apikey.ApiKeyEvent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.eventstore.ReadModel;

/** Keeps the table {@code api_key} in the transaction of the events. */
@ApplicationScoped
public class KeyProjection implements ReadModel {
    private static final String ISSUED =
            "insert into api_key (id, account_id, label, public_key, secret_hash, scopes, ip_allow_list, created_at, updated_at)"
                    + " values ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $8)";
    private static final String UPDATED =
            "update api_key set label = $2, scopes = $3::text::jsonb, ip_allow_list = $4, updated_at = $5 where id = $1";
    private static final String REVOKED = "update api_key set revoked_at = $2, updated_at = $2 where id = $1";

    private final ObjectMapper json;

    public KeyProjection(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public String name() {
        return "api-keys";
    }

    @Override
    public List<String> tables() {
        return List.of("api_key");
    }

    @Override
    public List<Class<?>> events() {
        return List.of(ApiKeyEvent.class);
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
            case ApiKeyEvent.ApiKeyUpdated updated ->
                work.enlist(
                        UPDATED,
                        Tuple.of(
                                updated.keyId(),
                                updated.label(),
                                write(updated.scopes()),
                                updated.ipAllowList().toArray(String[]::new),
                                updated.occurredAt().atOffset(ZoneOffset.UTC)));
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
