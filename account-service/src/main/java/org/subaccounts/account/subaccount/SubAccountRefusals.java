package org.subaccounts.account.subaccount;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.subaccounts.platform.http.ErrorBody;

/** The HTTP status of every refusal. */
public class SubAccountRefusals {
    @ServerExceptionMapper
    public Response map(SubAccountRefusal refusal) {
        int status =
                switch (refusal) {
                    case SubAccountRefusal.NotFound ignored -> 404;
                    case SubAccountRefusal.AlreadySuspended ignored -> 400;
                    case SubAccountRefusal.NotSuspended ignored -> 400;
                    case SubAccountRefusal.SuspendedByPlatform ignored -> 400;
                    case SubAccountRefusal.SuspendedByParent ignored -> 400;
                    case SubAccountRefusal.NothingToChange ignored -> 400;
                };
        return Response.status(status)
                .entity(new ErrorBody(String.valueOf(refusal.getMessage())))
                .build();
    }
}
