package org.subaccounts.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.CharConversionException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.CommitOutcomeUnknownException;
import org.subaccounts.platform.eventstore.NotCommittedException;

/** Turns every failure into {@link ErrorBody}. The cause of a 5xx is logged, never sent. */
public class ErrorMappers {
    private static final Logger LOG = Logger.getLogger(ErrorMappers.class);

    @ServerExceptionMapper
    public Response refusal(Refusal refusal) {
        Response.ResponseBuilder response = answer(refusal.status(), refusal.getMessage());
        refusal.headers().forEach(response::header);
        return response.build();
    }

    @ServerExceptionMapper
    public Response json(JsonProcessingException malformed) {
        return isOurs(malformed)
                ? unexpected(malformed)
                : answer(400, describe(malformed)).build();
    }

    /** Something went wrong while a body was read that is not about the body. */
    private static boolean isOurs(JsonProcessingException failure) {
        return failure.getCause() instanceof IllegalStateException;
    }

    @ServerExceptionMapper
    public Response mismatched(MismatchedInputException malformed) {
        return answer(400, describe(malformed)).build();
    }

    /** Bytes that are no text in any of JSON's encodings. */
    @ServerExceptionMapper
    public Response undecodable(CharConversionException malformed) {
        return answer(400, "malformed JSON").build();
    }

    @ServerExceptionMapper
    public Response framework(WebApplicationException e) {
        if (e.getCause() instanceof JsonProcessingException failure && isOurs(failure)) {
            return unexpected(failure);
        }
        Set<String> allowed = e instanceof NotFoundException || e instanceof NotAllowedException
                ? AllowedMethods.insteadOfTheRequests()
                : Set.of();
        int status = allowed.isEmpty() ? e.getResponse().getStatus() : 405;
        if (status >= 500) {
            LOG.errorf(e, "request failed with %d", status);
        }
        String message =
                switch (status) {
                    case 400 ->
                        e.getCause() instanceof JsonProcessingException malformed
                                ? describe(malformed)
                                : "malformed request";
                    case 404 -> "not found";
                    case 405 -> "method not allowed";
                    case 406 -> "only application/json can be produced";
                    case 413 -> "request body is too large";
                    case 415 -> "content type must be application/json";
                    default -> status >= 500 ? "internal server error" : "request refused";
                };
        Response.ResponseBuilder response = answer(status, message);
        if (!allowed.isEmpty()) {
            response.header("Allow", String.join(", ", allowed));
        }
        return response.build();
    }

    @ServerExceptionMapper
    public Response databaseAway(NotCommittedException failure) {
        LOG.errorf("nothing was stored: %s", failure.getMessage());
        return answer(503, "nothing was changed, please try again").build();
    }

    @ServerExceptionMapper
    public Response databaseLostMidway(CommitOutcomeUnknownException failure) {
        LOG.errorf("it is not known whether this was stored: %s", failure.getMessage());
        return answer(503, "it is not known whether this was stored; repeat it with the same Idempotency-Key")
                .build();
    }

    /** Others changed the same thing each time that this was tried. */
    @ServerExceptionMapper
    public Response contention(AppendEventsTransactionRejectedException failure) {
        return answer(503, "others are changing the same thing; nothing was changed, please try again")
                .header("Retry-After", 1)
                .build();
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Refusal refusal) {
            return refusal(refusal);
        }
        if (DatabaseFailures.isPassing(cause)) {
            LOG.errorf("the database does not answer: %s", cause);
            return answer(503, "the database cannot be reached at the moment, please try again")
                    .header("Retry-After", 1)
                    .build();
        }
        LOG.error("request failed", cause);
        return answer(500, "internal server error").build();
    }

    private static Response.ResponseBuilder answer(int status, String message) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(new ErrorBody(message));
    }

    /** Says which field is wrong; never echoes the body or a class name. */
    private static String describe(JsonProcessingException malformed) {
        if (malformed instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            String field = mapping.getPath().stream()
                    .map(part -> part.getFieldName() != null ? part.getFieldName() : "[" + part.getIndex() + "]")
                    .collect(Collectors.joining("."))
                    .replace(".[", "[");
            String expected = malformed instanceof MismatchedInputException mismatched
                    ? jsonType(mismatched.getTargetType())
                    : null;
            return expected == null ? "invalid value for " + field : field + " must be " + expected;
        }
        return "malformed JSON";
    }

    private static @Nullable String jsonType(@Nullable Class<?> type) {
        if (type == null) {
            return null;
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "a boolean";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "an integer";
        }
        if (type == byte[].class) {
            return "base64";
        }
        if (Iterable.class.isAssignableFrom(type) || type.isArray()) {
            return "an array";
        }
        if (java.time.temporal.Temporal.class.isAssignableFrom(type)) {
            return "an RFC 3339 time";
        }
        return type.isRecord() || java.util.Map.class.isAssignableFrom(type) ? "an object" : null;
    }
}
