package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.contracts.Topics;
import org.subaccounts.local.Api.Answer;
import org.subaccounts.local.Api.Document;
import org.subaccounts.local.PublishedEventsCheck.Published;
import org.subaccounts.local.TestPlatform.Account;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;

/**
 * A month of a family as its parent sees it, on running services: a plan, messages, thresholds, the invoice of the month, and
 * what came too late for it on the next one. The clock of billing-service alone is moved; it is killed on the way.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BillingFlowTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BEYOND_THE_GRACE_TIME = Duration.ofHours(30);
    private static final int LARGE_FAMILIES = 2;
    private static final int CHILDREN_OF_A_LARGE_FAMILY = 150;
    private static final int CREATED_AT_ONCE = 10;
    private static final long SEED = 20;
    private static final String PLAN = """
            {"id": "studio", "name": "Studio", "currency": "usd", "base_fee": 10, "included_volume": 6,
             "tiers": [{"volume_up_to": 1, "price_per_thousand": 1000}, {"price_per_thousand": 500}]}""";
    private static final String CLOSED = "org.subaccounts.BillingPeriodClosed.v1";
    private static final String ISSUED = "org.subaccounts.InvoiceIssued.v1";
    private static final String REACHED = "org.subaccounts.UsageThresholdReached.v1";

    private final YearMonth month = YearMonth.now(ZoneOffset.UTC);
    private final List<Family> families = new ArrayList<>();

    private TestPlatform platform;
    private PostgresDoor door;
    private CountedSource source;
    private Api api;
    private Account parent;
    private Account capped;
    private Account free;

    /** A family that is too large to be closed in an instant. */
    private record Family(Account parent, List<UUID> children) {}

    @BeforeAll
    void start(@TempDir Path logs) throws IOException {
        platform = new TestPlatform(logs);
        TestDatabase database = platform.database(PlatformService.BILLING);
        door = new PostgresDoor(database.host(), database.port());
        platform.with(PlatformService.BILLING, "DATABASE_PORT", Integer.toString(door.port()))
                .with(PlatformService.BILLING, "BILLING_PERIOD_CLOSE_EVERY", "1s")
                .with(PlatformService.BILLING, "BILLING_THRESHOLD_EVERY", "1s")
                .with(PlatformService.BILLING, "INVOICE_ISSUER_NAME", "Mail Provider Ltd")
                .with(
                        PlatformService.BILLING,
                        "MP_MESSAGING_CONNECTOR_SMALLRYE_KAFKA_SESSION_TIMEOUT_MS",
                        Long.toString(BillingReplica.SESSION_TIMEOUT.toMillis()))
                .start(PlatformService.values());
        api = platform.api();
        parent = platform.openParent(true);
        capped = platform.newChild(parent);
        free = platform.newChild(parent);
        source = openLargeFamilies();
    }

    @AfterAll
    void stop() throws IOException {
        source.close();
        platform.close();
        door.close();
    }

    @Test
    @Order(1)
    void an_operator_makes_a_plan_and_gives_it_to_a_parent() {
        JsonNode made = api.call("POST", "/operator/v1/plans", platform.operator(), PLAN)
                .is(201)
                .body();
        assertThat(made.at("/current/base_fee").decimalValue()).isEqualByComparingTo("10.00");
        assertThat(made.at("/current/effective_from").asText())
                .isEqualTo(month.atDay(1).toString());

        JsonNode assigned = eventually("billing knows the account", () -> {
            Answer answer = api.call("PUT", accountPlan(), platform.operator(), "{\"plan_id\":\"studio\"}");
            assertThat(answer.status()).isEqualTo(200);
            return answer.body();
        });

        assertThat(assigned.path("source").asText()).isEqualTo("assigned");
        assertThat(api.call("GET", accountPlan(), platform.operator(), "")
                        .is(200)
                        .body())
                .isEqualTo(assigned);
        assertThat(api.call("GET", "/operator/v1/plans/studio", platform.operator(), "")
                        .is(200)
                        .body()
                        .at("/versions/0/version")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    @Order(2)
    void messages_are_counted_by_month_day_account_and_domain() {
        api.call("PUT", sub(capped), parent.key(), "{\"name\":\"Capped\",\"monthly_credit\":4}")
                .is(200);
        api.call("PUT", sub(free), parent.key(), "{\"name\":\"Ünlimited, \\\"Ltd\\\"\"}")
                .is(200);
        send(capped, 2);
        send(free, 2);

        JsonNode usage = usageOf("", 4);

        assertThat(usage.path("period_status").asText()).isEqualTo("open");
        assertThat(usage.at("/total/allocated_cost").decimalValue()).isEqualByComparingTo("10.00");
        assertThat(child(usage, capped).path("allocated_cost_minor_units").asLong())
                .isEqualTo(500);
        String days = "?from=" + month.atDay(1) + "&to=" + month.atEndOfMonth() + "&group_by=";
        JsonNode byDay = usageOf(days + "day", 4);
        assertThat(byDay.at("/data/0/day").asText()).startsWith(month.toString());
        JsonNode byDomain = usageOf(days + "domain", 4);
        assertThat(stream(byDomain.path("data")).map(row -> row.path("domain").asText()))
                .containsExactlyInAnyOrder(domain(capped), domain(free));
        JsonNode byChild = usageOf(days + "sub_account", 4);
        assertThat(stream(byChild.path("data"))
                        .map(row -> row.path("account_id").asText() + " "
                                + row.path("reception_count").asLong()))
                .containsExactly(free.id() + " 2", capped.id() + " 2");
        assertThat(usageOf(days + "day&sub_account_id=" + capped.id(), 2)
                        .path("data")
                        .size())
                .isEqualTo(1);
    }

    @Test
    @Order(3)
    void each_share_of_a_limit_is_reported_once_whatever_is_killed() throws IOException {
        awaitThresholds(List.of("account 50", "family 50"));

        platform.kill(PlatformService.BILLING);
        send(capped, 2);
        platform.start(PlatformService.BILLING);

        awaitThresholds(List.of(
                "account 50",
                "account 80",
                "account 90",
                "account 100",
                "family 50",
                "family 80",
                "family 90",
                "family 100"));
        usageOf("", 6);
    }

    @Test
    @Order(4)
    void a_month_closes_by_itself_and_once_for_each_family_though_the_service_is_killed() throws IOException {
        send(free, 3);
        usageOf("", 9);
        source.sendToAll();
        families.forEach(this::awaitCounted);
        platform.stop(PlatformService.BILLING);
        moveTo(month.plusMonths(1));

        killWhileClosing(1, true);
        killWhileClosing(2, true);
        platform.start(PlatformService.BILLING);

        assertThat(onlyInvoice(parent, month).path("number").asText()).endsWith("-0001");
        for (Family family : families) {
            requireComplete(family, onlyInvoice(family.parent(), month));
        }
    }

    @Test
    @Order(5)
    void the_invoice_is_json_csv_and_pdf() throws IOException {
        JsonNode invoice = onlyInvoice(parent, month);
        String path = invoices(parent) + "/" + invoice.path("id").asText();
        JsonNode whole =
                api.call("GET", path, parent.key(), "", "Accept", "*/*").is(200).body();

        // 3 beyond the included ones: 1 at 1.00, 2 at 0.50
        assertThat(whole.path("total").decimalValue()).isEqualByComparingTo("12.00");
        assertThat(whole.path("number").asText()).endsWith("-0001");
        assertThat(whole.at("/plan/id").asText()).isEqualTo("studio");
        assertThat(stream(whole.path("lines")).map(BillingFlowTest::line))
                .containsExactly(
                        "usage " + month + " " + parent.id() + " 0 0",
                        "usage " + month + " " + free.id() + " 5 667",
                        "usage " + month + " " + capped.id() + " 4 533");
        ObjectNode withoutLines = whole.deepCopy();
        withoutLines.remove("lines");
        assertThat((JsonNode) withoutLines).isEqualTo(invoice);

        Document csv = api.document(path, parent.key(), "text/csv");
        assertThat(csv.contentType()).startsWith("text/csv");
        assertThat(csv.text().lines()).hasSize(4);
        assertThat(csv.text()).contains("\"Ünlimited, \"\"Ltd\"\"\"", "6.67");

        Document pdf = api.document(path, parent.key(), "application/pdf");
        assertThat(pdf.contentType()).isEqualTo("application/pdf");
        assertThat(text(pdf)).contains(whole.path("number").asText(), "12.00USD", "MailProviderLtd", "Capped");
        assertThat(api.document(path, parent.key(), "image/png").status()).isEqualTo(406);
    }

    @Test
    @Order(6)
    void a_child_has_a_statement_that_its_parent_gives_it() throws IOException {
        JsonNode invoice = onlyInvoice(parent, month);
        String path = invoices(parent) + "/" + invoice.path("id").asText() + "/statements/" + free.id();

        JsonNode statement = api.call("GET", path, parent.key(), "").is(200).body();

        assertThat(statement.path("reception_count").asLong()).isEqualTo(5);
        assertThat(statement.path("total_minor_units").asLong()).isEqualTo(667);
        assertThat(stream(statement.path("days"))
                        .mapToLong(day -> day.path("reception_count").asLong())
                        .sum())
                .isEqualTo(5);
        assertThat(text(api.document(path, parent.key(), "application/pdf")))
                .contains(invoice.path("number").asText(), "6.67USD");
        assertThat(api.document(path, parent.key(), "text/csv").text()).contains(",day,", "6.67");
    }

    @Test
    @Order(7)
    void what_comes_late_is_corrected_on_the_next_invoice_and_changes_nothing_before() throws IOException {
        JsonNode invoice = onlyInvoice(parent, month);
        JsonNode frozen = usageOf("?period=" + month, 9);
        assertThat(frozen.path("period_status").asText()).isEqualTo("closed");
        assertThat(frozen.path("invoice_id")).isEqualTo(invoice.path("id"));
        JsonNode first = api.call(
                        "GET", invoices(parent) + "/" + invoice.path("id").asText(), parent.key(), "")
                .is(200)
                .body();

        send(free, 2); // accepted now, which is a closed month for billing
        source.sendToAll();
        JsonNode after = eventually("the late messages are counted", () -> {
            JsonNode usage = api.call("GET", usage(parent) + "?period=" + month, parent.key(), "")
                    .is(200)
                    .body();
            assertThat(usage.path("late_reception_count").asLong()).isEqualTo(2);
            return usage;
        });
        assertThat(after.path("total")).isEqualTo(frozen.path("total"));
        assertThat(after.path("sub_accounts")).isEqualTo(frozen.path("sub_accounts"));
        families.forEach(this::awaitCounted);

        platform.stop(PlatformService.BILLING);
        moveTo(month.plusMonths(2));
        platform.start(PlatformService.BILLING);
        JsonNode next = onlyInvoice(parent, month.plusMonths(1));

        assertThat(next.path("number").asText()).endsWith("-0002");
        assertThat(next.path("total").decimalValue()).isEqualByComparingTo("11.00");
        assertThat(next.path("correction").decimalValue()).isEqualByComparingTo("1.00");
        assertThat(lines(parent, next).map(BillingFlowTest::line))
                .contains("correction " + month + " " + free.id() + " 2 100");
        for (Family family : families) {
            requireComplete(
                    family, onlyInvoice(family.parent(), month), onlyInvoice(family.parent(), month.plusMonths(1)));
        }
        assertThat(api.call("GET", invoices(parent) + "/" + invoice.path("id").asText(), parent.key(), "")
                        .is(200)
                        .body())
                .isEqualTo(first);
    }

    @Test
    @Order(8)
    void a_child_sees_nothing_of_it() {
        JsonNode invoice = onlyInvoice(parent, month);
        String id = invoice.path("id").asText();
        assertThat(api.call("GET", invoices(free), free.key(), "")
                        .is(200)
                        .body()
                        .path("data"))
                .isEmpty();
        api.call("GET", invoices(free) + "/" + id, free.key(), "").isRefused(404);
        api.call("GET", invoices(free) + "/" + id + "/statements/" + free.id(), free.key(), "")
                .isRefused(404);
        api.call("GET", invoices(parent), free.key(), "").isRefused(401);
        api.call("GET", usage(free), free.key(), "").isRefused(404);
    }

    @Test
    @Order(9)
    void the_events_say_what_the_documents_say() throws IOException {
        List<Published> events = eventually("both invoices are published", () -> {
            List<Published> all = published();
            assertThat(all.stream().filter(event -> event.type().equals(CLOSED)))
                    .hasSize(2 * (LARGE_FAMILIES + 1));
            return all;
        });
        Stream<Account> parents =
                Stream.concat(Stream.of(parent), families.stream().map(Family::parent));
        parents.forEach(account -> {
            for (JsonNode document : api.call("GET", invoices(account), account.key(), "")
                    .is(200)
                    .body()
                    .path("data")) {
                requireAsPublished(account, document, events);
            }
        });
    }

    private void requireAsPublished(Account account, JsonNode document, List<Published> events) {
        List<JsonNode> closed = of(events, CLOSED, document.path("id").asText());
        assertThat(closed).singleElement().satisfies(event -> {
            for (String member : List.of("account_id", "period", "reception_count", "total_minor_units", "currency")) {
                assertThat(event.path(member).asText())
                        .isEqualTo(document.path(member).asText());
            }
            assertThat(Instant.parse(event.path("occurred_at").asText()))
                    .isEqualTo(Instant.parse(document.path("issued_at").asText()));
        });
        List<JsonNode> parts = of(events, ISSUED, document.path("id").asText());
        assertThat(parts).hasSize(parts.getFirst().path("parts").asInt());
        assertThat(parts.getFirst().path("number")).isEqualTo(document.path("number"));
        assertThat(parts.stream()
                        .flatMap(part -> stream(part.path("lines")))
                        .map(BillingFlowTest::line)
                        .toList())
                .isEqualTo(lines(account, document).map(BillingFlowTest::line).toList());
    }

    private static List<JsonNode> of(List<Published> events, String type, String invoiceId) {
        return events.stream()
                .filter(event -> event.type().equals(type))
                .map(Published::data)
                .filter(data -> data.path("invoice_id").asText().equals(invoiceId))
                .toList();
    }

    /** Starts the service and kills it at that packet to the database, counted from the one with the lines of an invoice. */
    private void killWhileClosing(int packet, boolean goesOn) throws IOException {
        door.armAt("InvoiceIssued", packet, goesOn, () -> platform.kill(PlatformService.BILLING));
        platform.launch(PlatformService.BILLING);
        Awaitility.await("the service is killed")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !platform.isAlive(PlatformService.BILLING));
        assertThat(door.disarm()).isTrue();
    }

    /** Some way into a month: the one before is over, and its grace time too. */
    private void moveTo(YearMonth to) {
        Instant beginning = to.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Duration offset = Duration.between(Instant.now(), beginning.plus(BEYOND_THE_GRACE_TIME));
        platform.with(PlatformService.BILLING, "BILLING_CLOCK_OFFSET", offset.toString());
    }

    private CountedSource openLargeFamilies() {
        for (int number = 0; number < LARGE_FAMILIES; number++) {
            Account large = platform.openParent(true);
            List<UUID> children = new ArrayList<>();
            while (children.size() < CHILDREN_OF_A_LARGE_FAMILY) {
                IntStream.range(0, CREATED_AT_ONCE)
                        .mapToObj(child -> api.sendAsync(api.request(
                                "POST",
                                "/v2/accounts/" + large.id() + "/sub-accounts",
                                large.key(),
                                "{\"name\":\"Child " + child + "\",\"website\":\"child.example.com\"}")))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .forEach(answer ->
                                children.add(UUID.fromString(answer.is(201).text("id"))));
            }
            families.add(new Family(large, children));
        }
        return new CountedSource(
                platform.kafkaBootstrapServers(),
                platform.topicPrefix() + Topics.SENDING,
                "/load",
                families.stream().flatMap(family -> family.children().stream()).toList(),
                SEED,
                month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                (int) Duration.ofDays(month.lengthOfMonth()).toSeconds());
    }

    private void awaitCounted(Family family) {
        long counted = family.children().stream().mapToLong(this::counted).sum();
        eventually("all is counted", () -> {
            JsonNode usage = api.call(
                            "GET",
                            usage(family.parent()) + "?from=" + month.atDay(1) + "&to=" + month.atEndOfMonth()
                                    + "&group_by=day",
                            family.parent().key(),
                            "")
                    .is(200)
                    .body();
            assertThat(usage.at("/total/reception_count").asLong()).isEqualTo(counted);
            return usage;
        });
    }

    private long counted(UUID child) {
        return source.usage().getOrDefault(new CountedSource.Row(month.atDay(1), child, ""), 0L);
    }

    /** All invoices of it together have every child with all that it used, and their lines sum to their totals. */
    private void requireComplete(Family family, JsonNode... invoices) {
        Map<String, Long> billed = new HashMap<>();
        for (JsonNode one : invoices) {
            List<JsonNode> lines = lines(family.parent(), one).toList();
            assertThat(lines.stream()
                            .filter(line -> line.path("kind").asText().equals("usage"))
                            .count())
                    .isEqualTo(CHILDREN_OF_A_LARGE_FAMILY + 1L);
            assertThat(lines.stream()
                            .mapToLong(line -> line.path("amount_minor_units").asLong())
                            .sum())
                    .isEqualTo(one.path("total_minor_units").asLong());
            lines.forEach(line -> billed.merge(
                    line.path("account_id").asText(),
                    line.path("reception_count").asLong(),
                    Long::sum));
        }
        Map<String, Long> used = family.children().stream().collect(Collectors.toMap(UUID::toString, this::counted));
        used.put(family.parent().id(), 0L);
        assertThat(billed).isEqualTo(used);
    }

    /** Waits for it; there is never a second one, and the numbers have no gap. */
    private JsonNode onlyInvoice(Account account, YearMonth period) {
        return eventually("the invoice of " + period, () -> {
            JsonNode all = api.call("GET", invoices(account), account.key(), "")
                    .is(200)
                    .body()
                    .path("data");
            assertThat(stream(all)
                            .map(one -> one.path("number").asText().replaceFirst(".*-", "") + " "
                                    + one.path("period").asText()))
                    .hasSizeLessThanOrEqualTo(2)
                    .isSubsetOf("0002 " + month.plusMonths(1), "0001 " + month);
            return stream(all)
                    .filter(one -> one.path("period").asText().equals(period.toString()))
                    .findAny()
                    .orElseThrow(() -> new AssertionError(all.toString()));
        });
    }

    private Stream<JsonNode> lines(Account account, JsonNode of) {
        return stream(api.call("GET", invoices(account) + "/" + of.path("id").asText(), account.key(), "")
                .is(200)
                .body()
                .path("lines"));
    }

    private static String line(JsonNode line) {
        return String.join(
                " ",
                line.path("kind").asText(),
                line.path("period").asText(),
                line.path("account_id").asText(),
                line.path("reception_count").asText(),
                line.path("amount_minor_units").asText());
    }

    private void awaitThresholds(List<String> expected) {
        eventually("thresholds are published", () -> {
            List<String> reached = published().stream()
                    .filter(event -> event.type().equals(REACHED))
                    .map(Published::data)
                    .filter(data -> List.of(parent.id(), capped.id())
                            .contains(data.path("account_id").asText()))
                    .map(data -> data.path("scope").asText() + " "
                            + data.path("percent").asInt())
                    .toList();
            assertThat(reached).containsExactlyInAnyOrderElementsOf(expected);
            return reached;
        });
    }

    private List<Published> published() {
        try {
            return PublishedEventsCheck.afterKills(
                    platform.kafkaBootstrapServers(), platform.topicPrefix(), Topics.BILLING);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the report or breakdown has that total. */
    private JsonNode usageOf(String query, long total) {
        return eventually("usage" + query, () -> {
            JsonNode usage = api.call("GET", usage(parent) + query, parent.key(), "")
                    .is(200)
                    .body();
            assertThat(usage.at("/total/reception_count").asLong()).isEqualTo(total);
            return usage;
        });
    }

    private static JsonNode child(JsonNode usage, Account account) {
        return stream(usage.path("sub_accounts"))
                .filter(one -> one.path("account_id").asText().equals(account.id()))
                .findAny()
                .orElseThrow();
    }

    /** One message to that many recipients; the first one of an account proves its domain. */
    private void send(Account account, int recipients) {
        Answer known = api.call("GET", domains(account) + "/" + domain(account), account.key(), "");
        if (known.status() == 404) {
            JsonNode added = api.call(
                            "POST", domains(account), account.key(), "{\"domain\":\"" + domain(account) + "\"}")
                    .is(201)
                    .body();
            for (JsonNode record : added.path("dns_records")) {
                TestInfrastructure.get()
                        .dns()
                        .add(
                                record.path("type").asText(),
                                record.path("host").asText(),
                                record.path("content").asText());
            }
            api.call("POST", domains(account) + "/" + domain(account) + "/check-dns", account.key(), "")
                    .is(200);
        }
        api.call("POST", messages(account), account.key(), message(account, recipients))
                .is(202);
    }

    private static String message(Account account, int recipients) {
        String to = IntStream.range(0, recipients)
                .mapToObj(one -> "{\"email\":\"r" + one + "@example.net\"}")
                .collect(Collectors.joining(","));
        return "{\"from\":{\"email\":\"hello@" + domain(account) + "\"},\"recipients\":[" + to
                + "],\"subject\":\"Hello\",\"text_content\":\"Hello.\"}";
    }

    private static String domain(Account account) {
        return "d" + account.id().replace("-", "") + ".example.com";
    }

    private static String domains(Account account) {
        return "/v2/accounts/" + account.id() + "/domains";
    }

    private static String messages(Account account) {
        return "/v2/accounts/" + account.id() + "/messages";
    }

    private static String invoices(Account account) {
        return "/v2/accounts/" + account.id() + "/invoices";
    }

    private static String usage(Account account) {
        return "/v2/accounts/" + account.id() + "/sub-accounts/usage";
    }

    private String sub(Account account) {
        return "/v2/accounts/" + parent.id() + "/sub-accounts/" + account.id();
    }

    private String accountPlan() {
        return "/operator/v1/accounts/" + parent.id() + "/plan";
    }

    private interface Attempt<T> {
        T make();
    }

    private static <T> T eventually(String what, Attempt<T> attempt) {
        List<T> made = new ArrayList<>();
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> made.add(attempt.make()));
        return made.getLast();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Without spaces: between the cells of a table there are none to read. */
    private static String text(Document pdf) throws IOException {
        assertThat(new String(pdf.bytes(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("%PDF");
        StringBuilder text = new StringBuilder();
        try (PdfReader reader = new PdfReader(pdf.bytes())) {
            PdfTextExtractor extractor = new PdfTextExtractor(reader);
            for (int page = 1; page <= reader.getNumberOfPages(); page++) {
                text.append(extractor.getTextFromPage(page).replaceAll("\\s+", ""));
            }
        }
        return text.toString();
    }
}
