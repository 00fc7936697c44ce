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
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.OperatorOnly;

/**
 * {@code GET /operator/v1/accounts/{account_id}/invoices/{invoice_id}}, in the form that the client accepts: also when the
 * account is closed, and with it its keys.
 */
@Path("/operator/v1/accounts/{account_id}/invoices/{invoice_id}")
@Tag(name = "Operators: invoices")
public class GetAccountInvoiceResource {
    private final InvoiceAnswers answers;
    private final AcceptedFormats formats;

    GetAccountInvoiceResource(InvoiceAnswers answers, AcceptedFormats formats) {
        this.answers = answers;
        this.formats = formats;
    }

    @GET
    @Operation(
            operationId = "getAccountInvoice",
            summary = "Read an invoice of an account",
            description =
                    "The same as the customer reads, also for an account that is closed. `Accept` chooses JSON (default), CSV"
                            + " (one row per line) or PDF (to send to the customer).")
    @APIResponse(
            responseCode = "200",
            description = "OK",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = InvoiceView.class)),
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/pdf", schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(responseCode = "406", description = "None of the forms is accepted.")
    @OperatorOnly
    public Uni<Response> get(@PathParam("account_id") String accountId, @PathParam("invoice_id") String invoiceId) {
        UUID account = Inputs.uuid("account_id", accountId);
        UUID id = Inputs.uuid("invoice_id", invoiceId);
        return answers.answer(formats.wanted(), account, id);
    }
}
