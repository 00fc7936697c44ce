package org.subaccounts.account.member;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.subaccounts.platform.http.ErrorBody;

/** The HTTP status of every refusal. */
public class MemberRefusals {
    @ServerExceptionMapper
    public Response map(MemberRefusal refusal) {
        int status =
                switch (refusal) {
                    case MemberRefusal.NotFound ignored -> 404;
                    case MemberRefusal.AlreadyMember ignored -> 409;
                    case MemberRefusal.IsOwner ignored -> 400;
                    case MemberRefusal.IsOneself ignored -> 400;
                    case MemberRefusal.TooMany ignored -> 400;
                };
        return Response.status(status)
                .entity(new ErrorBody(String.valueOf(refusal.getMessage())))
                .build();
    }
}
