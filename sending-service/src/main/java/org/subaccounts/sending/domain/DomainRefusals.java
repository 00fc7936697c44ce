package org.subaccounts.sending.domain;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.subaccounts.platform.http.ErrorBody;

/** The HTTP status of every refusal. */
public class DomainRefusals {
    @ServerExceptionMapper
    public Response map(DomainRefusal refusal) {
        int status =
                switch (refusal) {
                    case DomainRefusal.NotFound ignored -> 404;
                    case DomainRefusal.PartnersOnly ignored -> 403;
                    case DomainRefusal.ManagedDnsOnly ignored -> 400;
                    case DomainRefusal.SubdomainsCollide ignored -> 400;
                    case DomainRefusal.SubdomainsLocked ignored -> 400;
                    case DomainRefusal.SelectorLocked ignored -> 400;
                    case DomainRefusal.KeyOfItsOwn ignored -> 409;
                    case DomainRefusal.RotationUnderWay ignored -> 409;
                    case DomainRefusal.NotReadyToRotate ignored -> 409;
                };
        return Response.status(status)
                .entity(new ErrorBody(String.valueOf(refusal.getMessage())))
                .build();
    }
}
