package org.subaccounts.platform.security;

import io.smallrye.mutiny.Uni;

/** Asks what a bearer secret stands for. Fails when the answer cannot be had, never guesses. */
public interface Introspector {
    Uni<Lease<KeyVerdict>> introspect(String secret);
}
