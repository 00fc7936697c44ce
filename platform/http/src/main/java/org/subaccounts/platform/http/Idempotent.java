package org.subaccounts.platform.http;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This operation supports {@code Idempotency-Key}. Its use case must record the answer with {@link Idempotency#complete}
 * in the transaction of its effect; event-sourced commands do so by themselves.
 */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Idempotent {
    /** Status of a success. */
    int status() default 201;

    /** The answer carries a one-time secret: kept sealed, for 5 minutes, and only the success is kept. */
    boolean secret() default false;
}
