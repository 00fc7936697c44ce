package org.subaccounts.billing.invoice.statement;

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
import org.subaccounts.billing.invoice.document.ChildStatement;
import org.subaccounts.billing.invoice.document.DocumentAnswer;
import org.subaccounts.billing.invoice.document.DocumentFormat;
import org.subaccounts.billing.invoice.document.Renderings;
import org.subaccounts.billing.invoice.document.StatementCsv;
import org.subaccounts.billing.invoice.document.StatementPdf;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.RequireScope;

/** {@code GET …/invoices/{invoice_id}/statements/{sub_account_id}}; for the parent, in the form that the client accepts. */
@Path("/v2/accounts/{account_id}/invoices/{invoice_id}/statements/{sub_account_id}")
@Tag(name = "Invoices")
public class GetStatementResource {
    private final ChildStatements statements;
    private final StatementPdf pdf;
    private final Renderings renderings;
    private final AcceptedFormats formats;

    GetStatementResource(ChildStatements statements, StatementPdf pdf, Renderings renderings, AcceptedFormats formats) {
        this.statements = statements;
        this.pdf = pdf;
        this.renderings = renderings;
        this.formats = formats;
    }

    @GET
    @Operation(
            operationId = "getInvoiceStatement",
            summary = "Read what a sub account used and cost on an invoice",
            description =
                    "The lines of the invoice that name the sub account, and its volume on each day of the month, for the"
                            + " parent to hand on. `Accept` chooses JSON (default), CSV or PDF. Sub accounts that the invoice does"
                            + " not name, such as those removed before its month ended, have no statement.")
    @APIResponse(
            responseCode = "200",
            description = "OK",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = StatementView.class)),
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/pdf", schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(responseCode = "406", description = "None of the forms is accepted.")
    @RequireScope(Scopes.ACCOUNTS_BILLING)
    public Uni<Response> get(
            @PathParam("account_id") String accountId,
            @PathParam("invoice_id") String invoiceId,
            @PathParam("sub_account_id") String subAccountId) {
        UUID account = Inputs.uuid("account_id", accountId);
        UUID invoice = Inputs.uuid("invoice_id", invoiceId);
        UUID child = Inputs.uuid("sub_account_id", subAccountId);
        DocumentFormat format = formats.wanted();
        return statements.get(account, invoice, child).chain(statement -> switch (format) {
            case JSON -> Uni.createFrom().item(DocumentAnswer.json(StatementView.of(statement)));
            case CSV, PDF -> renderings.make(() -> file(format, statement));
        });
    }

    private Response file(DocumentFormat format, ChildStatement statement) {
        return DocumentAnswer.file(
                format,
                "statement-" + statement.invoice().number() + "-" + statement.childId(),
                format == DocumentFormat.PDF ? pdf.of(statement) : StatementCsv.of(statement));
    }
}
