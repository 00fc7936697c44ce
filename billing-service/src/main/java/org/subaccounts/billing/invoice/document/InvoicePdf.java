package org.subaccounts.billing.invoice.document;

import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.subaccounts.billing.invoice.document.PdfDocument.Rows;
import org.subaccounts.billing.invoice.read.InvoiceLine;
import org.subaccounts.billing.invoice.read.InvoiceLine.Kind;
import org.subaccounts.billing.invoice.read.IssuedInvoice;
import org.subaccounts.billing.invoice.read.IssuedInvoice.Tier;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;

/** The invoice as a customer gets it: issuer, customer, charges, total, then how it falls on the accounts. */
@Singleton
public class InvoicePdf {
    private static final float[] CHARGE_WIDTHS = {7, 2.4f, 3};
    private static final float[] ALLOCATION_WIDTHS = {3.6f, 5.4f, 1.8f, 2.6f};
    private static final float[] CORRECTION_WIDTHS = {1.5f, 2.9f, 5.6f, 1.9f, 2.5f};
    private static final String OF_PARENT = "Own account";
    private static final String OF_REMOVED = "Removed sub accounts";

    private final IssuerSettings settings;

    InvoicePdf(IssuerSettings settings) {
        this.settings = settings;
    }

    /** The lines in the order of the invoice. */
    public byte[] of(IssuedInvoice invoice, List<InvoiceLine> lines) {
        String title = "Invoice " + invoice.number();
        PdfDocument document = new PdfDocument(
                title,
                invoice.issuerOr(settings::issuer),
                title + " · " + invoice.customerName() + " · "
                        + invoice.period().name());
        document.facts(facts(invoice));
        document.table(
                CHARGE_WIDTHS, 1, List.of("Charge", "Messages", "Amount"), rows -> charges(rows, invoice, lines));
        document.heading("Allocation of " + invoice.period().name() + " over the accounts");
        document.note("By volume; the amounts sum to base fee and overage.");
        document.table(
                ALLOCATION_WIDTHS, 2, List.of("Account", "Account id", "Messages", "Amount"), rows -> lines.stream()
                        .filter(line -> line.kind() == Kind.USAGE)
                        .forEach(line -> rows.row(
                                account(line), id(line), count(line.receptionCount()), amount(line.amount()))));
        if (lines.stream().anyMatch(line -> line.kind() == Kind.CORRECTION)) {
            document.heading("Corrections of earlier months by account");
            document.table(
                    CORRECTION_WIDTHS,
                    3,
                    List.of("Month", "Account", "Account id", "Messages", "Amount"),
                    rows -> lines.stream()
                            .filter(line -> line.kind() == Kind.CORRECTION)
                            .forEach(line -> rows.row(
                                    line.period().name(),
                                    account(line),
                                    id(line),
                                    count(line.receptionCount()),
                                    amount(line.amount()))));
        }
        return document.bytes();
    }

    private static List<List<String>> facts(IssuedInvoice invoice) {
        BillingPeriod period = invoice.period();
        return List.of(
                List.of("Customer", invoice.customerName()),
                List.of("Customer account", invoice.accountId().toString()),
                List.of("Invoice number", invoice.number()),
                List.of(
                        "Billing period",
                        period.firstDay() + " to " + period.next().firstDay().minusDays(1) + " (UTC)"),
                List.of(
                        "Issue date",
                        invoice.issuedAt()
                                .atOffset(ZoneOffset.UTC)
                                .toLocalDate()
                                .toString()),
                List.of("Plan", invoice.plan().name()));
    }

    private static void charges(Rows rows, IssuedInvoice invoice, List<InvoiceLine> lines) {
        rows.row(
                "Base fee, " + count(invoice.plan().includedVolume()) + " messages included",
                count(invoice.receptionCount() - invoice.overageCount()),
                amount(invoice.baseFee()));
        rows.row("Messages beyond the included ones", count(invoice.overageCount()), amount(invoice.overage()));
        long from = 0;
        for (Tier tier : invoice.plan().tiers()) {
            Long end = tier.volumeUpTo();
            long upTo = end == null ? Long.MAX_VALUE : end;
            long inTier = Math.max(0, Math.min(invoice.overageCount(), upTo) - from);
            if (inTier > 0) {
                rows.detail(tier(tier, from, invoice.total()), count(inTier), "");
            }
            from = upTo;
        }
        corrections(lines)
                .forEach((period, sums) -> rows.row(
                        "Correction of " + period + ", counted after its invoice",
                        count(sums.count),
                        amount(invoice.total().of(sums.minorUnits))));
        rows.strong("Total", "", amount(invoice.total()));
    }

    private static String tier(Tier tier, long from, Money inCurrency) {
        Long end = tier.volumeUpTo();
        String range = end == null ? "from " + count(from + 1) : count(from + 1) + " to " + count(end);
        return "    " + range + ": " + Amounts.price(tier.pricePerThousand(), inCurrency) + " per 1,000";
    }

    private record Sums(long count, long minorUnits) {
        Sums plus(Sums other) {
            return new Sums(Math.addExact(count, other.count), Math.addExact(minorUnits, other.minorUnits));
        }
    }

    private static Map<String, Sums> corrections(List<InvoiceLine> lines) {
        Map<String, Sums> byPeriod = new TreeMap<>();
        lines.stream()
                .filter(line -> line.kind() == Kind.CORRECTION)
                .forEach(line -> byPeriod.merge(
                        line.period().name(),
                        new Sums(line.receptionCount(), line.amount().minorUnits()),
                        Sums::plus));
        return byPeriod;
    }

    private static String account(InvoiceLine line) {
        return switch (line.bucket()) {
            case PARENT -> line.name().isEmpty() ? OF_PARENT : line.name();
            case SUB_ACCOUNT -> line.name();
            case REMOVED_SUB_ACCOUNTS -> OF_REMOVED;
        };
    }

    private static String id(InvoiceLine line) {
        return line.accountId() == null ? "" : line.accountId().toString();
    }

    private static String count(long count) {
        return Amounts.count(count);
    }

    private static String amount(Money money) {
        return Amounts.of(money);
    }
}
