package org.subaccounts.billing.invoice.get;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.billing.invoice.document.AcceptedFormats;
import org.subaccounts.billing.invoice.read.InvoiceView;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.RequireScope;

/** {@code GET /v2/accounts/{account_id}/invoices/{invoice_id}}, in the form that the client accepts. */
@Path("/v2/accounts/{account_id}/invoices/{invoice_id}")
@Tag(name = "Invoices")
public class GetInvoiceResource {
    private final InvoiceAnswers answers;
    private final AcceptedFormats formats;

    GetInvoiceResource(InvoiceAnswers answers, AcceptedFormats formats) {
        this.answers = answers;
        this.formats = formats;
    }

    @GET
    @Operation(
            operationId = "getInvoice",
            summary = "Read an invoice",
            description =
                    "The invoice with its lines: how the total falls on the parent, each sub account and the removed ones"
                            + " together, then what arrived late for earlier months (`correction`). It never changes. `Accept` chooses"
                            + " JSON (default), CSV (one row per line) or PDF (to send to the customer).")
    @APIResponse(
            responseCode = "200",
            description = "OK",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = InvoiceView.class)),
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/pdf", schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(responseCode = "406", description = "None of the forms is accepted.")
    @RequireScope(Scopes.ACCOUNTS_BILLING)
    public Uni<Response> get(@PathParam("account_id") String accountId, @PathParam("invoice_id") String invoiceId) {
        UUID account = Inputs.uuid("account_id", accountId);
        UUID id = Inputs.uuid("invoice_id", invoiceId);
        return answers.answer(formats.wanted(), account, id);
    }
}
