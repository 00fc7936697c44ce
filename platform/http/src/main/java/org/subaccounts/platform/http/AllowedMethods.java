package org.subaccounts.platform.http;

import jakarta.ws.rs.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestPath;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;
import org.jspecify.annotations.Nullable;

/**
 * Which methods the path of a request has. The framework, when the path of one resource class begins with that of another,
 * goes on to the shorter one and then answers 404 where 405 is right (RFC 9110, 15.5.6), and it never sets {@code Allow}.
 */
final class AllowedMethods {
    private AllowedMethods() {}

    /** Empty if the path does not exist, or if the method of the request is one of them: that was another failure. */
    static Set<String> insteadOfTheRequests() {
        @Nullable ResteasyReactiveRequestContext request = CurrentRequestManager.get();
        if (request == null) {
            return Set.of();
        }
        Set<String> allowed = new TreeSet<>();
        for (RequestPath<InitialMatch> resource : request.getDeployment().getClassMappers()) {
            RequestMapper.RequestMatch<InitialMatch> match =
                    new RequestMapper<>(new ArrayList<>(List.of(resource))).map(request.getPathWithoutPrefix());
            if (match != null) {
                addMethods(match, allowed);
            }
        }
        if (allowed.contains(HttpMethod.GET)) {
            allowed.add(HttpMethod.HEAD);
        }
        return allowed.contains(request.getMethod()) ? Set.of() : allowed;
    }

    private static void addMethods(RequestMapper.RequestMatch<InitialMatch> match, Set<String> allowed) {
        String remaining = match.remaining.isEmpty() ? "/" : match.remaining;
        for (ServerRestHandler handler : match.value.handlers) {
            if (handler instanceof ClassRoutingHandler routing) {
                routing.getMappers().forEach((method, mapper) -> {
                    if (method != null && mapper.map(remaining) != null) {
                        allowed.add(method);
                    }
                });
            }
        }
    }
}
