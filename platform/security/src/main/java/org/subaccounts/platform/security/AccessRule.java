package org.subaccounts.platform.security;

import java.lang.reflect.Method;
import java.util.Set;
import org.subaccounts.contracts.Scopes;

/** Who may use an operation, as the annotation of its method says. */
sealed interface AccessRule {
    /** Another service, by the internal secret. */
    record Internal() implements AccessRule {}

    /** An operator, by a JWT with the role. */
    record Operator() implements AccessRule {}

    /** Anybody. */
    record Anybody() implements AccessRule {}

    /** No annotation: nobody. */
    record Nobody() implements AccessRule {}

    /** An API key or a member, whatever its scopes. */
    record AnyCredential() implements AccessRule {}

    /** An API key or a member with this scope, or with any grant of this action. */
    record Scoped(String scope, boolean perDomain) implements AccessRule {
        boolean onlyForParents() {
            return Scopes.onlyForParents(scope);
        }

        boolean grantedBy(Set<String> held) {
            return perDomain
                    ? held.contains(Scopes.WILDCARD) || held.stream().anyMatch(one -> one.startsWith(scope + ":"))
                    : Scopes.grants(held, scope);
        }

        String shown() {
            return scope + (perDomain ? ":…" : "");
        }
    }

    static AccessRule of(Method method) {
        RequireScope scope = method.getAnnotation(RequireScope.class);
        if (scope != null) {
            return new Scoped(scope.value(), scope.perDomain());
        }
        if (method.isAnnotationPresent(AnyKey.class)) {
            return new AnyCredential();
        }
        if (method.isAnnotationPresent(OperatorOnly.class)) {
            return new Operator();
        }
        if (method.isAnnotationPresent(InternalOnly.class)) {
            return new Internal();
        }
        return method.isAnnotationPresent(Unauthenticated.class) ? new Anybody() : new Nobody();
    }
}
