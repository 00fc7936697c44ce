package org.subaccounts.billing.plan;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.subaccounts.platform.http.ErrorBody;

/** The HTTP status of every refusal. */
public class PlanRefusals {
    @ServerExceptionMapper
    public Response map(PlanRefusal refusal) {
        int status =
                switch (refusal) {
                    case PlanRefusal.NotFound ignored -> 404;
                    case PlanRefusal.AccountNotFound ignored -> 404;
                    case PlanRefusal.AlreadyExists ignored -> 409;
                    case PlanRefusal.CurrencyOfPlan ignored -> 409;
                    case PlanRefusal.TooManyVersions ignored -> 409;
                    case PlanRefusal.BilledAlready ignored -> 409;
                    case PlanRefusal.OpenedAccountsBilledOtherwise ignored -> 409;
                    case PlanRefusal.PeriodIsClosed ignored -> 409;
                    case PlanRefusal.NotPricedYet ignored -> 409;
                    case PlanRefusal.BilledInAnotherCurrency ignored -> 409;
                    case PlanRefusal.TwoCurrencies ignored -> 409;
                    case PlanRefusal.TooManyAssignments ignored -> 409;
                };
        return Response.status(status)
                .entity(new ErrorBody(String.valueOf(refusal.getMessage())))
                .build();
    }
}
