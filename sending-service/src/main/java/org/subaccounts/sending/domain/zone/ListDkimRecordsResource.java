package org.subaccounts.sending.domain.zone;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.security.OperatorOnly;
import org.subaccounts.sending.domain.records.RecordSet;

/** {@code GET /operator/v1/dkim-records}: what the platform's zone has to hold, for operators who keep it themselves. */
@Path("/operator/v1/dkim-records")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators: domains")
public class ListDkimRecordsResource {
    /** The list is nobody's account; its cursors are bound to this. */
    private static final UUID OPERATORS = new UUID(0, 0);

    private static final String SELECT =
            "select id, domain_id, host, public_key, pushed_key, remove_at from dkim_record"
                    + " where (remove_at is null or remove_at > now())";
    private static final String OLDER = SELECT + " and ($1::uuid is null or id < $1) order by id desc limit $2";
    private static final String NEWER = SELECT + " and id > $1 order by id limit $2";

    private final Pool pool;

    public ListDkimRecordsResource(Pool pool) {
        this.pool = pool;
    }

    /** One record of the zone. */
    @Schema(name = "DkimRecord")
    public record DkimRecord(
            UUID id,
            UUID domainId,

            @Schema(enumeration = "TXT") String type,

            @Schema(description = "Its full name, without trailing dot.")
            String host,

            @Schema(description = "Its text; in the zone in strings of at most 255 bytes.")
            String content,

            @Schema(description = "Whether the platform has written it to the zone's server by itself.")
            boolean published,

            @Schema(description = "From then on it is not needed any more; null: for as long as the domain is there.")
            @Nullable Instant removeAt) {}

    @GET
    @Operation(
            operationId = "listDkimRecords",
            summary = "List the records of the platform's DKIM zone",
            description =
                    "The TXT records that the DKIM aliases of domains lead to, newest first. Only needed where the platform"
                            + " does not write them to the zone's server itself.")
    @OperatorOnly
    public Uni<Page<DkimRecord>> list(
            @RestQuery @Nullable String limit, @RestQuery @Nullable String after, @RestQuery @Nullable String before) {
        PageRequest page = PageRequest.of("dkim-records", OPERATORS, limit, after, before);
        UUID position = page.before() != null ? page.before() : page.after();
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(page.before() != null ? NEWER : OLDER)
                        .execute(Tuple.of(position, page.limit() + 1))
                        .toCompletionStage())
                .map(rows -> {
                    List<DkimRecord> records = new ArrayList<>(rows.size());
                    rows.forEach(row -> records.add(record(row)));
                    return Page.of(page, records, DkimRecord::id);
                });
    }

    private static DkimRecord record(Row row) {
        OffsetDateTime removeAt = row.getOffsetDateTime("remove_at");
        return new DkimRecord(
                row.getUUID("id"),
                row.getUUID("domain_id"),
                "TXT",
                row.getString("host"),
                RecordSet.dkimText(row.getString("public_key")),
                row.getString("public_key").equals(row.getString("pushed_key")),
                removeAt == null ? null : removeAt.toInstant());
    }
}
