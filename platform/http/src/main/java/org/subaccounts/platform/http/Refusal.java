package org.subaccounts.platform.http;

import java.util.Map;

/**
 * A request that is refused for a reason the caller can act on: becomes this status with {@code {"message": …}}.
 * Carries no stack trace; business refusals are named subclasses.
 */
public class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    public Refusal(int status, String message) {
        this(status, message, Map.of());
    }

    public Refusal(int status, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.headers = Map.copyOf(headers);
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public static Refusal badRequest(String message) {
        return new Refusal(400, message);
    }

    /** Not there, or somebody else's: the two look the same. */
    public static Refusal notFound(String what) {
        return new Refusal(404, what + " not found");
    }

    public static Refusal conflict(String message) {
        return new Refusal(409, message);
    }
}
