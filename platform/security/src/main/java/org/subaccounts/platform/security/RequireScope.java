package org.subaccounts.platform.security;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The operation needs an API key of the account in the path ({@code account_id}) that holds this scope. Scopes that
 * manage sub accounts are for parents with the Platform Partner feature; a child's own id answers 404.
 */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequireScope {
    /** A fixed scope, or an action such as {@code messages:send} with {@code perDomain}. */
    String value();

    /** The operation itself checks {@link Caller#mayUseForDomain}; here any grant of the action is enough. */
    boolean perDomain() default false;
}
