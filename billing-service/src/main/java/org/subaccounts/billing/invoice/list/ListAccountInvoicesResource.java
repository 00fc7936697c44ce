package org.subaccounts.billing.invoice.list;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.invoice.read.InvoiceView;
import org.subaccounts.billing.invoice.read.IssuedInvoices;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code GET /operator/v1/accounts/{account_id}/invoices}, newest first: also when the account is closed, and with it its keys. */
@Path("/operator/v1/accounts/{account_id}/invoices")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators: invoices")
public class ListAccountInvoicesResource {
    private final IssuedInvoices invoices;

    ListAccountInvoicesResource(IssuedInvoices invoices) {
        this.invoices = invoices;
    }

    @GET
    @Operation(
            operationId = "listAccountInvoices",
            summary = "List the invoices of an account",
            description =
                    "The same as the customer lists, also for an account that is closed: one invoice per closed month, newest"
                            + " first, in pages, without lines. An account that billing does not know has none.")
    @OperatorOnly
    public Uni<Page<InvoiceView>> list(
            @PathParam("account_id") String accountId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before) {
        PageRequest request = PageRequest.of("invoices", Inputs.uuid("account_id", accountId), limit, after, before);
        return invoices.page(request)
                .map(rows -> Page.of(request, rows.stream().map(InvoiceView::of).toList(), InvoiceView::id));
    }
}
