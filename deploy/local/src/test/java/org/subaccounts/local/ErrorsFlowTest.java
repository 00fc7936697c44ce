package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.local.Api.Answer;
import org.subaccounts.local.TestPlatform.Account;

/** Whatever a client sends, every service answers in the one error shape and says what is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorsFlowTest {
    private static final String[] NO_HEADERS = {};
    private static final int CONNECTION_ENDED = -1;

    private static final String A_PLAN = """
            {"id": "gold", "name": "Gold", "currency": "usd", "base_fee": 1, "tiers": []}""";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final YearMonth month = YearMonth.now(ZoneOffset.UTC);
    private TestPlatform platform;
    private Account parent;
    private Account child;

    @BeforeAll
    void start(@TempDir Path logs) throws IOException {
        // to billing the month is over, so that there is a closed period
        Instant nextMonth =
                month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        platform = new TestPlatform(logs)
                .with(
                        PlatformService.BILLING,
                        "BILLING_CLOCK_OFFSET",
                        Duration.between(Instant.now(), nextMonth.plus(Duration.ofHours(30)))
                                .toString())
                .with(PlatformService.BILLING, "BILLING_PERIOD_CLOSE_EVERY", "1s")
                .start(PlatformService.values());
        parent = platform.openParent(true);
        child = platform.newChild(parent);
        for (String plan : List.of(
                A_PLAN,
                plan("\"id\":\"euro\"").replace("usd", "eur"),
                plan("\"id\":\"later\"").replace("\"effective_from\":null", "\"effective_from\":\"2998-01-01\""))) {
            platform.api()
                    .call("POST", "/operator/v1/plans", platform.operator(), plan)
                    .is(201);
        }
        Awaitility.await("the month is closed").atMost(PATIENCE).untilAsserted(() -> assertThat(platform.api()
                        .call("GET", "/v2/accounts/" + parent.id() + "/invoices", parent.key(), "")
                        .is(200)
                        .body()
                        .path("data"))
                .hasSize(1));
    }

    @AfterAll
    void stop() {
        platform.close();
    }

    /** One service with a path that reads and one that takes a JSON object with a text member. */
    private record Door(PlatformService service, String reads, String writes, String member, String rest) {}

    private Stream<Door> doors() {
        String account = "/v2/accounts/" + parent.id();
        return Stream.of(
                new Door(
                        PlatformService.ACCOUNT,
                        account + "/sub-accounts",
                        account + "/sub-accounts",
                        "name",
                        ",\"website\":\"a.example.com\""),
                new Door(
                        PlatformService.KEY,
                        account + "/api-keys",
                        account + "/api-keys",
                        "label",
                        ",\"scopes\":[\"domains:read\"]"),
                new Door(PlatformService.SENDING, account + "/domains", account + "/domains", "domain", ""));
    }

    @TestFactory
    Stream<DynamicTest> every_service_refuses_in_the_one_shape() {
        return doors().flatMap(door -> {
            Api api = new Api("http://127.0.0.1:" + platform.port(door.service()));
            String member = door.member();
            return Stream.of(
                    body(door, api, "not JSON", "{", "malformed JSON"),
                    body(door, api, "an array", "[]", "malformed JSON"),
                    body(door, api, "null", "null", "a JSON object is required as request body"),
                    body(door, api, "text after the object", "{} {}", "malformed JSON"),
                    body(door, api, "a member twice", "{\"x\":1,\"x\":2}", "malformed JSON"),
                    body(door, api, "deep nesting", "{\"x\":" + "[".repeat(5_000), "malformed JSON"),
                    body(door, api, "a number for text", "{\"" + member + "\":5}", member + " must be a string"),
                    body(door, api, "a boolean for text", "{\"" + member + "\":true}", member + " must be a string"),
                    body(door, api, "an array for text", "{\"" + member + "\":[\"a\"]}", member + " must be a string"),
                    refuses(door, "NUL in text", () -> answer(
                                    api, door, "{\"" + member + "\":\"a\\u0000b\"" + door.rest() + "}")
                            .isRefused(400)),
                    refuses(door, "half a surrogate pair", () -> answer(
                                    api, door, "{\"" + member + "\":\"\\ud800\"" + door.rest() + "}")
                            .isRefused(400)),
                    refuses(door, "bytes that are no text", () -> undecodable(door)),
                    refuses(door, "NUL in a query", () -> get(api, door.reads() + "?after=%00")
                            .isRefused(400)),
                    refuses(door, "limit 0", () -> get(api, door.reads() + "?limit=0")
                            .isRefused(400)),
                    refuses(door, "limit 101", () -> get(api, door.reads() + "?limit=101")
                            .isRefused(400)),
                    refuses(door, "a foreign cursor", () -> get(api, door.reads() + "?after=eyJ4Ijo")
                            .isRefused(400)),
                    refuses(door, "both cursors", () -> get(api, door.reads() + "?after=a&before=b")
                            .isRefused(400)),
                    refuses(door, "an account that is no UUID", () -> get(
                                    api, door.reads().replace(parent.id(), "7"))
                            .isRefused(400, "account_id must be a UUID")),
                    refuses(door, "an unknown path", () -> get(api, "/nothing").isRefused(404, "not found")),
                    refuses(door, "a wrong method", () -> {
                        Answer answer = api.call("PATCH", door.reads(), parent.key(), "{}");
                        answer.isRefused(405, "method not allowed");
                    }),
                    refuses(door, "a wrong media type", () -> api.call(
                                    "POST", door.writes(), parent.key(), "x", "Content-Type", "text/plain")
                            .isRefused(415, "content type must be application/json")),
                    refuses(door, "an announced body beyond the limit", () -> tooLarge(api, door)),
                    refuses(door, "a body of unknown length beyond the limit", () -> assertThat(unannounced(door))
                            .isIn(413, CONNECTION_ENDED)),
                    refuses(door, "text preferred", () -> {
                        Answer answer = api.call("GET", door.reads(), parent.key(), "", "Accept", "text/html");
                        answer.is(200);
                        assertThat(answer.header("content-type")).startsWith("application/json");
                    }));
        });
    }

    private interface Check {
        void run() throws Exception;
    }

    private static DynamicTest refuses(Door door, String what, Check check) {
        return DynamicTest.dynamicTest(door.service().artifact() + ": " + what, check::run);
    }

    private DynamicTest body(Door door, Api api, String what, String json, String message) {
        return refuses(door, what, () -> answer(api, door, json).isRefused(400, message));
    }

    private Answer answer(Api api, Door door, String json) {
        return api.call("POST", door.writes(), parent.key(), json, NO_HEADERS);
    }

    private Answer get(Api api, String path) {
        return api.call("GET", path, parent.key(), "");
    }

    private void undecodable(Door door) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + platform.port(door.service()) + door.writes()))
                .header("Authorization", "Bearer " + parent.key())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {0, 0x7b, 0, 0}))
                .build();
        new Api("").send(request).isRefused(400, "malformed JSON");
    }

    private void tooLarge(Api api, Door door) {
        answer(api, door, "{\"" + door.member() + "\":\"" + "x".repeat(28_000_000) + "\"}")
                .isRefused(413);
    }

    /** The framework ends the connection while the client still sends, without a body of its own. */
    private int unannounced(Door door) throws Exception {
        InputStream begin = stream("{\"" + door.member() + "\":\"");
        InputStream rest =
                new SequenceInputStream(Collections.enumeration(Collections.nCopies(30, "x".repeat(1_000_000)).stream()
                        .map(ErrorsFlowTest::stream)
                        .toList()));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + platform.port(door.service()) + door.writes()))
                .header("Authorization", "Bearer " + parent.key())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new SequenceInputStream(begin, rest)))
                .build();
        try (java.net.http.HttpClient http = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .build()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return CONNECTION_ENDED; // it may end before the client has looked for the answer
        }
    }

    @TestFactory
    Stream<DynamicTest> metrics_are_there_for_whoever_scrapes_them() {
        String prometheus = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
        return Stream.of(PlatformService.values()).flatMap(service -> Stream.of(
                        "*/*", "text/plain", "text/plain;version=0.0.4", prometheus)
                .map(accept -> DynamicTest.dynamicTest(service.artifact() + ": " + accept, () -> {
                    Api.Document metrics =
                            new Api("http://127.0.0.1:" + platform.port(service)).document("/q/metrics", "", accept);
                    assertThat(metrics.status()).as(metrics.text()).isEqualTo(200);
                    assertThat(metrics.contentType()).containsAnyOf("text/plain", "application/openmetrics-text");
                    assertThat(metrics.text()).contains("jvm_memory_used_bytes");
                })));
    }

    @Test
    void pauses_that_do_not_grow_are_refused_at_the_start() throws IOException {
        platform.kill(PlatformService.SENDING);
        platform.with(PlatformService.SENDING, "SENDING_DELIVERY_PAUSES", "2m,1m")
                .launch(PlatformService.SENDING);
        Awaitility.await("sending-service ends by itself")
                .atMost(PATIENCE)
                .until(() -> !platform.isAlive(PlatformService.SENDING));

        assertThat(platform.lastLines(PlatformService.SENDING)).contains("pauses must grow");

        platform.with(PlatformService.SENDING, "SENDING_DELIVERY_PAUSES", "1m,2m")
                .start(PlatformService.SENDING);
    }

    @TestFactory
    Stream<DynamicTest> domain_names_of_any_kind_are_refused_and_never_fail() {
        Api api = platform.api();
        return Stream.of(
                        "x".repeat(5_000),
                        "\u00fc" + "x".repeat(5_000) + ".example.com",
                        "a..b",
                        "-a.com",
                        "a.1",
                        " ",
                        "a b.c")
                .map(name -> DynamicTest.dynamicTest(
                        "website " + name.substring(0, Math.min(12, name.length())), () -> api.call(
                                        "POST",
                                        "/v2/accounts/" + parent.id() + "/sub-accounts",
                                        parent.key(),
                                        "{\"name\":\"a\",\"website\":\"" + name + "\"}")
                                .isRefused(400)));
    }

    /** What an operator or a parent can have wrong in a request to billing, and what the answer says. */
    @TestFactory
    Stream<DynamicTest> billing_says_what_is_wrong() {
        return Stream.of(usages(), invoices(), plans(), assignments()).flatMap(one -> one);
    }

    private Stream<DynamicTest> usages() {
        String days = "from=2026-10-01&to=2026-10-31&group_by=";
        String together = "from, to and group_by must be given together";
        String only = "sub_account_id, limit, after and before can be used only together with from, to and group_by";
        String month = "period must be a month such as 2026-10";
        String limit = "limit must be a whole number from 1 to 10000";
        String after = "after is not a cursor of this list";
        return Map.ofEntries(
                        Map.entry("period=2026-13", month),
                        Map.entry("period=2026", month),
                        Map.entry("period=2026-1", month),
                        Map.entry("period=october", month),
                        Map.entry("period=%2B2026-1", month),
                        Map.entry("period=1999-12", "period must not be before 2000-01"),
                        Map.entry(
                                "period=2026-10&group_by=day",
                                "period cannot be used together with from, to or group_by"),
                        Map.entry("limit=5", only),
                        Map.entry("sub_account_id=" + UUID.randomUUID(), only),
                        Map.entry("from=2026-10-01", together),
                        Map.entry("group_by=day", together),
                        Map.entry("from=2026-10-01&to=2026-10-31", together),
                        Map.entry(
                                "from=2026-10-32&to=2026-10-31&group_by=day", "from must be a date such as 2026-10-01"),
                        Map.entry("from=2026-10-01&to=2026-02-30&group_by=day", "to must be a date such as 2026-10-01"),
                        Map.entry(
                                "from=1999-12-31&to=2000-01-01&group_by=day",
                                "from must be from 2000-01-01 to 9999-12-31"),
                        Map.entry("from=2026-10-02&to=2026-10-01&group_by=day", "to must not be before from"),
                        Map.entry(
                                "from=2025-10-01&to=2026-10-02&group_by=day",
                                "from and to must be at most 366 days, both included"),
                        Map.entry(days + "hour", "group_by must be one of day, sub_account, domain"),
                        Map.entry(days + "DAY", "group_by must be one of day, sub_account, domain"),
                        Map.entry(days + "day&limit=0", limit),
                        Map.entry(days + "day&limit=10001", limit),
                        Map.entry(days + "day&limit=1.0", limit),
                        Map.entry(days + "day&after=eyJ4Ijo", after),
                        Map.entry(days + "day&after=%F0%9F%98%80", after),
                        Map.entry(days + "day&before=x", "before is not a cursor of this list"),
                        Map.entry(days + "day&after=a&before=b", "after and before cannot be used together"),
                        Map.entry(days + "day&sub_account_id=7", "sub_account_id must be a UUID"),
                        Map.entry(
                                days + "domain&sub_account_id=" + UUID.randomUUID(),
                                "sub_account_id can be used only with group_by=day"))
                .entrySet()
                .stream()
                .map(one -> asParent("/sub-accounts/usage?" + one.getKey(), "*/*", 400, one.getValue()));
    }

    private Stream<DynamicTest> invoices() {
        String invoice = "/invoices/" + UUID.randomUUID();
        String statement = invoice + "/statements/" + UUID.randomUUID();
        String forms = "Accept must allow application/json, text/csv or application/pdf";
        return Stream.of(
                asParent(invoice, "*/*", 404, "invoice not found"),
                asParent(invoice, "application/pdf", 404, "invoice not found"),
                asParent(invoice, "image/png", 406, forms),
                asParent(invoice, "application/pdf;q=0", 406, forms),
                asParent(invoice, "no media type", 406, forms),
                asParent(statement, "text/html", 406, forms),
                asParent(statement, "text/csv", 404, "invoice not found"),
                asParent("/invoices/7", "*/*", 400, "invoice_id must be a UUID"),
                asParent(invoice + "/statements/7", "*/*", 400, "sub_account_id must be a UUID"),
                asParent("/invoices/7", "image/png", 400, "invoice_id must be a UUID"),
                asParent("/invoices?limit=101", "*/*", 400, "limit must be a whole number from 1 to 100"),
                asParent("/invoices?after=x", "*/*", 400, "after is not a cursor of this list"),
                asParent("/invoices?after=a&before=b", "*/*", 400, "after and before cannot be used together"));
    }

    private Stream<DynamicTest> plans() {
        String id = "id must be 1 to 64 lower case letters, digits and hyphens, and begin with no hyphen";
        String currency = "currency must be an ISO 4217 code of a currency with a minor unit, such as usd";
        String fee = "base_fee must be a number from 0 to 10000000000.00 with at most 2 decimals";
        String price = "tiers[0].price_per_thousand must be a number from 0 to 10000.00 with at most 6 decimals";
        String date = "effective_from must be a date such as 2026-11-01, from 2000 to 2999";
        String text = "must be a string";
        return Stream.of(
                plan("{}", id),
                plan(plan("\"id\":\"Gold\""), id),
                plan(plan("\"id\":\"-gold\""), id),
                plan(plan("\"id\":\"" + "x".repeat(65) + "\""), id),
                plan(plan("\"id\":\"default\""), "id must not be default: that is the configured plan"),
                plan(plan("\"id\":7"), "id " + text),
                plan(plan("\"name\":\" \""), "name is required and must not be blank"),
                plan(plan("\"name\":\"a\\u0000\""), "name must not contain control characters"),
                plan(plan("\"currency\":\"xau\""), currency),
                plan(plan("\"currency\":\"dollars\""), currency),
                plan(plan("\"currency\":null"), "currency is required and must not be blank"),
                plan(plan("\"base_fee\":-1"), fee),
                plan(plan("\"base_fee\":0.001"), fee),
                plan(plan("\"base_fee\":10000000000.01"), fee),
                plan(plan("\"base_fee\":null"), fee),
                plan(
                        plan("\"included_volume\":-1"),
                        "included_volume must be a whole number from 0 to 1000000000000000"),
                plan(
                        plan("\"tiers\":null"),
                        "tiers must be a list of at most 20, empty if nothing is charged beyond the included volume"),
                plan(plan("\"tiers\":[null]"), "tiers[0] must be an object"),
                plan(plan("\"tiers\":[{\"price_per_thousand\":0.0000001}]"), price),
                plan(plan("\"tiers\":[{\"price_per_thousand\":10001}]"), price),
                plan(plan("\"tiers\":[{}]"), price),
                plan(
                        plan("\"tiers\":[{\"volume_up_to\":5,\"price_per_thousand\":1}]"),
                        "tiers[0].volume_up_to must be null: the last tier has no end"),
                plan(
                        plan("\"tiers\":[{\"price_per_thousand\":1},{\"price_per_thousand\":1}]"),
                        "tiers[0].volume_up_to must be a whole number from 1 to 1000000000000000"),
                plan(plan("\"effective_from\":\"2026-02-30\""), date),
                plan(plan("\"effective_from\":\"1999-12-31\""), date),
                plan(plan("\"effective_from\":\"20261101\""), date),
                asOperator("POST", "/operator/v1/plans", "[]", 400, "malformed JSON"),
                asOperator("POST", "/operator/v1/plans", "null", 400, "a JSON object is required as request body"),
                asOperator(
                        "POST",
                        "/operator/v1/plans",
                        A_PLAN,
                        409,
                        "a plan with this id exists already; choose another id, or add a version to it"),
                asOperator("GET", "/operator/v1/plans?limit=0", "", 400, "limit must be a whole number from 1 to 100"),
                asOperator("GET", "/operator/v1/plans?after=x", "", 400, "after is not a cursor of this list"),
                asOperator("GET", "/operator/v1/plans/nothing", "", 404, "plan not found"),
                asOperator("GET", "/operator/v1/plans/NO%20ID", "", 404, "plan not found"),
                asOperator("POST", "/operator/v1/plans/nothing/versions", A_PLAN, 404, "plan not found"),
                asOperator(
                        "POST",
                        "/operator/v1/plans/gold/versions",
                        plan("\"currency\":\"eur\""),
                        409,
                        "the plan is in usd for good; make another plan for another currency"),
                asOperator("POST", "/operator/v1/plans/gold/versions", plan("\"effective_from\":\"soon\""), 400, date),
                asOperator("DELETE", "/operator/v1/plans/gold", "", 405, "method not allowed"));
    }

    private Stream<DynamicTest> assignments() {
        String plan = "/operator/v1/accounts/" + parent.id() + "/plan";
        String nobody = "/operator/v1/accounts/" + UUID.randomUUID() + "/plan";
        String gold = "{\"plan_id\":\"gold\"}";
        return Stream.of(
                asOperator("PUT", plan, "{}", 400, "plan_id is required and must not be blank"),
                asOperator("PUT", plan, "{\"plan_id\":\"nothing\"}", 404, "plan not found"),
                asOperator("PUT", plan, "{\"plan_id\":\"default\"}", 404, "plan not found"),
                asOperator("PUT", nobody, gold, 404, "account not found"),
                asOperator("GET", nobody, "", 404, "account not found"),
                asOperator("PUT", "/operator/v1/accounts/" + child.id() + "/plan", gold, 404, "account not found"),
                asOperator("PUT", "/operator/v1/accounts/7/plan", gold, 400, "account_id must be a UUID"),
                asOperator(
                        "PUT",
                        plan,
                        "{\"plan_id\":\"gold\",\"effective_from\":\"2026-11-31\"}",
                        400,
                        "effective_from must be a date such as 2026-11-01, from 2000 to 2999"),
                asOperator(
                        "PUT",
                        plan,
                        "{\"plan_id\":\"gold\",\"effective_from\":\"2001-01-01\"}",
                        409,
                        "the account's period " + month + " is closed; effective_from must be "
                                + month.plusMonths(1).atDay(1) + " or later"),
                asOperator(
                        "PUT",
                        plan,
                        "{\"plan_id\":\"later\",\"effective_from\":\""
                                + month.plusMonths(2).atDay(1) + "\"}",
                        409,
                        "the plan has prices from 2998-01-01 on; effective_from must be that day or later"),
                asOperator(
                        "PUT",
                        plan,
                        "{\"plan_id\":\"euro\"}",
                        409,
                        "the account is billed in usd; choose a plan in usd"),
                asOperator("POST", plan, gold, 405, "method not allowed"));
    }

    /** What a client can have wrong in a request about suppressions, and what the answer says. */
    @TestFactory
    Stream<DynamicTest> suppressions_say_what_is_wrong() {
        String email = "email must be a valid e-mail address";
        String inUrl = email + "; in a URL, + is written as %2B";
        String domain = "domain must be a fully qualified domain name such as acme.example.com";
        String time = "expires_at must be an RFC 3339 time such as 2026-10-01T12:00:00Z";
        String ann = "\"email\":\"ann@example.org\"";
        String later = "\"expires_at\":\"2998-01-01T00:00:00Z\"";
        return Stream.of(
                aboutSuppressions("POST", "", "{" + later + "}", 400, email),
                aboutSuppressions("POST", "", "{\"email\":\"ann\"," + later + "}", 400, email),
                aboutSuppressions("POST", "", "{" + ann + "}", 400, time),
                aboutSuppressions("POST", "", "{" + ann + ",\"expires_at\":\"2998-01-01\"}", 400, time),
                aboutSuppressions("POST", "", "{" + ann + ",\"expires_at\":5}", 400, "expires_at must be a string"),
                aboutSuppressions(
                        "POST",
                        "",
                        "{" + ann + ",\"expires_at\":\"2020-01-01T00:00:00Z\"}",
                        400,
                        "expires_at must be in the future"),
                aboutSuppressions("POST", "", "{" + ann + "," + later + ",\"domain\":\"x\"}", 400, domain),
                aboutSuppressions(
                        "POST",
                        "",
                        "{" + ann + "," + later + ",\"reason\":\"" + "x".repeat(256) + "\"}",
                        400,
                        "reason must be at most 255 characters long"),
                aboutSuppressions("GET", "?email=ann", "", 400, inUrl),
                aboutSuppressions("GET", "?domain=x", "", 400, domain),
                aboutSuppressions("GET", "?domain=unknown.example.com", "", 404, "domain not found"),
                aboutSuppressions("GET", "?from_time=x", "", 400, time.replace("expires_at", "from_time")),
                aboutSuppressions("GET", "?to_time=x", "", 400, time.replace("expires_at", "to_time")),
                aboutSuppressions(
                        "GET",
                        "?from_time=2026-10-02T00:00:00Z&to_time=2026-10-01T00:00:00Z",
                        "",
                        400,
                        "to_time must not be before from_time"),
                aboutSuppressions("GET", "?after=x", "", 400, "after is not a cursor of this list"),
                aboutSuppressions("DELETE", "", "", 400, inUrl),
                aboutSuppressions("DELETE", "?email=a+b@example.org", "", 400, inUrl),
                aboutSuppressions("DELETE", "?email=ann@example.org&domain=x", "", 400, domain),
                aboutSuppressions("DELETE", "?email=nobody@example.org", "", 404, "suppression not found"),
                aboutSuppressions("DELETE", "/all?domain=", "", 400, "domain is required and must not be blank"),
                aboutSuppressions("DELETE", "/all?domain=unknown.example.com", "", 404, "domain not found"),
                aboutSuppressions("GET", "/all", "", 405, "method not allowed"));
    }

    private DynamicTest aboutSuppressions(String method, String rest, String body, int status, String message) {
        return DynamicTest.dynamicTest(method + " suppressions" + rest + " " + body, () -> platform.api()
                .call(method, "/v2/accounts/" + parent.id() + "/suppressions" + rest, parent.key(), body)
                .isRefused(status, message));
    }

    /** A plan that is right but for this member. */
    private static String plan(String member) {
        String name = member.substring(0, member.indexOf(':'));
        return Stream.of(
                                "\"id\":\"silver\"",
                                "\"name\":\"Silver\"",
                                "\"currency\":\"usd\"",
                                "\"base_fee\":1",
                                "\"tiers\":[]",
                                "\"effective_from\":null")
                        .filter(other -> !other.startsWith(name))
                        .collect(Collectors.joining(",", "{", ","))
                + member + "}";
    }

    private DynamicTest plan(String body, String message) {
        return asOperator("POST", "/operator/v1/plans", body, 400, message);
    }

    private DynamicTest asOperator(String method, String path, String body, int status, String message) {
        return DynamicTest.dynamicTest(method + " " + path + " " + body, () -> platform.api()
                .call(method, path, platform.operator(), body)
                .isRefused(status, message));
    }

    private DynamicTest asParent(String path, String accept, int status, String message) {
        return DynamicTest.dynamicTest(path + " " + accept, () -> platform.api()
                .call("GET", "/v2/accounts/" + parent.id() + path, parent.key(), "", "Accept", accept)
                .isRefused(status, message));
    }

    /** What a client can have wrong in a request about messages and statistics, and what the answer says. */
    @TestFactory
    Stream<DynamicTest> messages_and_statistics_say_what_is_wrong() {
        String status = "status must be a list, separated by commas, of Received, Delivered, Deferred, Bounced, Failed,"
                + " Suppressed, Cancelled, Dropped, Sandbox Delivered, Sandbox Deferred, Sandbox Bounced, Sandbox"
                + " Failed and Sandbox Suppressed";
        String time = " must be an RFC 3339 time such as 2026-10-01T12:00:00Z";
        String id =
                "message_id must be a Message-ID such as <01890000-0000-7000-8000-000000000001@acme.example.com>, or"
                        + " the UUID in it";
        String domain = " must be a fully qualified domain name such as acme.example.com";
        String nobody = UUID.randomUUID().toString();
        Stream<DynamicTest> messages = Stream.of(
                asParent("/messages?status=Lost", "*/*", 400, status),
                asParent("/messages?sender=ann", "*/*", 400, "sender must be an email address"),
                asParent("/messages?recipient=ann%40b", "*/*", 400, "recipient must be an email address"),
                asParent("/messages?subject=%00", "*/*", 400, "subject must not contain control characters"),
                asParent(
                        "/messages?tags=" + "t,".repeat(5) + "x".repeat(65),
                        "*/*",
                        400,
                        "tags must be at most 64 characters long"),
                asParent("/messages?from_time=today", "*/*", 400, "from_time" + time),
                asParent("/messages?to_time=1969-12-31T23:59:59Z", "*/*", 400, "to_time" + time),
                asParent(
                        "/messages?from_time=2026-01-02T00:00:00Z&to_time=2026-01-02T00:00:00Z",
                        "*/*",
                        400,
                        "from_time must be before to_time"),
                asParent("/messages?limit=0", "*/*", 400, "limit must be a whole number from 1 to 100"),
                asParent("/messages?before=x", "*/*", 400, "before is not a cursor of this list"),
                asParent("/messages?after=x&before=x", "*/*", 400, "after and before cannot be used together"),
                asParent("/messages/7", "*/*", 400, id),
                asParent("/messages/" + nobody, "*/*", 404, "message not found"),
                asParent("/messages/%3C" + nobody + "%40acme.example.com%3E", "*/*", 404, "message not found"),
                DynamicTest.dynamicTest("cancel", () -> {
                    String path = "/v2/accounts/" + parent.id() + "/messages/";
                    platform.api()
                            .call("DELETE", path + nobody + "/cancel", parent.key(), "")
                            .isRefused(404, "message not found");
                    platform.api()
                            .call("DELETE", path + "x/cancel", parent.key(), "")
                            .isRefused(400, id);
                    platform.api()
                            .call("POST", path + nobody + "/cancel", parent.key(), "{}")
                            .isRefused(405, "method not allowed");
                }));
        Stream<DynamicTest> statistics = Stream.of("deliverability", "bounce", "delivery-time")
                .map(kind -> "/statistics/transactional/" + kind + "?")
                .flatMap(path -> Stream.of(
                        asParent(path + "group_by=year", "*/*", 400, "group_by must be hour, day, week or month"),
                        asParent(path + "from_time=x", "*/*", 400, "from_time" + time),
                        asParent(path + "to_time=x", "*/*", 400, "to_time" + time),
                        asParent(path + "sender_domain=x", "*/*", 400, "sender_domain" + domain),
                        asParent(path + "recipient_domains=a.example,-b", "*/*", 400, "recipient_domains" + domain),
                        asParent(
                                path + "from_time=2500-01-01T00:00:00Z",
                                "*/*",
                                400,
                                "from_time must be before to_time"),
                        asParent(
                                path + "from_time=2025-01-01T00:00:00Z&to_time=2025-03-01T00:00:00Z&group_by=hour",
                                "*/*",
                                400,
                                "from_time and to_time must be at most 31 days apart by hour")));
        return Stream.concat(messages, statistics);
    }

    private static InputStream stream(String text) {
        return new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @TestFactory
    Stream<DynamicTest> numbers_are_whole_and_are_numbers() {
        Api api = platform.api();
        return List.of("\"5\"", "1.5", "1.0", "1e400", "99999999999999999999", "-1", "1000000001", "true", "[]")
                .stream()
                .map(value -> DynamicTest.dynamicTest("monthly_credit " + value, () -> api.call(
                                "POST",
                                "/v2/accounts/" + parent.id() + "/sub-accounts",
                                parent.key(),
                                "{\"name\":\"a\",\"website\":\"a.example.com\",\"monthly_credit\":" + value + "}")
                        .isRefused(400)));
    }
}
