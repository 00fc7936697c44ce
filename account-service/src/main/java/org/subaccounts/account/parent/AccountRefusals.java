package org.subaccounts.account.parent;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.subaccounts.platform.http.ErrorBody;

/** The HTTP status of every refusal. */
public class AccountRefusals {
    @ServerExceptionMapper
    public Response map(AccountRefusal refusal) {
        int status =
                switch (refusal) {
                    case AccountRefusal.NotFound ignored -> 404;
                    case AccountRefusal.Closed ignored -> 400;
                    case AccountRefusal.AlreadySuspended ignored -> 400;
                    case AccountRefusal.NotSuspended ignored -> 400;
                    case AccountRefusal.NothingToChange ignored -> 400;
                };
        return Response.status(status)
                .entity(new ErrorBody(String.valueOf(refusal.getMessage())))
                .build();
    }
}
