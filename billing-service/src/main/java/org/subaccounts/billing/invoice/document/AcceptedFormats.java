package org.subaccounts.billing.invoice.document;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jboss.resteasy.reactive.common.util.MediaTypeHelper;
import org.jspecify.annotations.Nullable;

/**
 * In which form the client wants a document, by its {@code Accept} (RFC 9110, 12.5.1). The rest of the API is JSON alone, and
 * the header is overwritten for it; so it is read before that.
 */
@ApplicationScoped
public class AcceptedFormats {
    private static final int BEFORE_THE_HEADER_IS_OVERWRITTEN = 200_000;
    private static final String ACCEPT = "billing.accept";
    private static final String PATH_PART = "/invoices/";
    private static final List<MediaType> OFFERED = Arrays.stream(DocumentFormat.values())
            .map(DocumentFormat::mediaType)
            .map(type -> new MediaType(type.getType(), type.getSubtype()))
            .toList();

    private final CurrentVertxRequest request;

    AcceptedFormats(CurrentVertxRequest request) {
        this.request = request;
    }

    void register(@Observes Filters filters) {
        filters.register(AcceptedFormats::keep, BEFORE_THE_HEADER_IS_OVERWRITTEN);
    }

    private static void keep(RoutingContext context) {
        if (context.request().path().contains(PATH_PART)) {
            context.put(ACCEPT, String.join(",", context.request().headers().getAll(HttpHeaders.ACCEPT)));
        }
        context.next();
    }

    /** Of the current request; JSON if it does not say. Fails with {@link FormatNotOffered}. */
    public DocumentFormat wanted() {
        return wanted(request.getCurrent().get(ACCEPT));
    }

    static DocumentFormat wanted(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return DocumentFormat.JSON;
        }
        MediaType best = best(accept);
        for (DocumentFormat format : DocumentFormat.values()) {
            if (best != null && format.mediaType().isCompatible(best)) {
                return format;
            }
        }
        throw new FormatNotOffered();
    }

    private static @Nullable MediaType best(String accept) {
        try {
            List<MediaType> accepted = MediaTypeHelper.parseHeader(accept).stream()
                    .filter(type -> MediaTypeHelper.getQWithParamInfo(type) > 0)
                    .toList();
            return accepted.isEmpty()
                    ? null
                    : MediaTypeHelper.getBestMatch(new ArrayList<>(accepted), new ArrayList<>(OFFERED));
        } catch (IllegalArgumentException malformed) {
            throw new FormatNotOffered();
        }
    }
}
