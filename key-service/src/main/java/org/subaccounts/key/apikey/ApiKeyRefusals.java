package org.subaccounts.key.apikey;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.subaccounts.platform.http.ErrorBody;

/** The HTTP status of every refusal. */
public class ApiKeyRefusals {
    @ServerExceptionMapper
    public Response map(ApiKeyRefusal refusal) {
        int status =
                switch (refusal) {
                    case ApiKeyRefusal.NotFound ignored -> 404;
                    case ApiKeyRefusal.InvalidScope ignored -> 400;
                    case ApiKeyRefusal.DomainNotOwned ignored -> 400;
                    case ApiKeyRefusal.InvalidAddressBlock ignored -> 400;
                    case ApiKeyRefusal.NothingChanges ignored -> 400;
                    case ApiKeyRefusal.BeyondOwnScopes ignored -> 403;
                    case ApiKeyRefusal.LocksItselfOut ignored -> 409;
                    case ApiKeyRefusal.DomainsUnknown ignored -> 503;
                };
        return Response.status(status)
                .entity(new ErrorBody(String.valueOf(refusal.getMessage())))
                .build();
    }
}
