package org.subaccounts.billing.plan.list;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.plan.PlanView;
import org.subaccounts.billing.plan.Plans;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code GET /operator/v1/plans}. */
@Path("/operator/v1/plans")
@Tag(name = "Operators: plans")
public class ListPlansResource {
    /** The list is nobody's account; its cursors are bound to this. */
    private static final UUID OPERATORS = new UUID(0, 0);

    private final Plans plans;
    private final Clock clock;

    public ListPlansResource(Plans plans, Clock clock) {
        this.plans = plans;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "listPlans",
            summary = "List plans",
            description = "Newest first, without the configured plan.")
    @OperatorOnly
    public Uni<Page<PlanView>> list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before) {
        PageRequest request = PageRequest.of("plans", OPERATORS, limit, after, before);
        return plans.page(request, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                .map(rows -> Page.of(request, rows, Plans.Listed::position))
                .map(page -> new Page<>(
                        page.object(),
                        page.data().stream().map(Plans.Listed::plan).toList(),
                        page.pagination()));
    }
}
