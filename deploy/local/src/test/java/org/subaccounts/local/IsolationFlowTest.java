package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
import org.subaccounts.contracts.MemberRoles;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.local.Api.Answer;
import org.subaccounts.local.TestPlatform.Account;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestOidc;

/**
 * Every operation of every document in docs/api, called by everybody who must not: nothing but declared answers, the one error
 * shape, and no difference between what is not there and what is somebody else's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationFlowTest {
    /** Valid for every operation that changes a thing: what an operation does not know, it passes over. */
    private static final String BODY = """
            {"name": "Renamed", "label": "Renamed", "reason": "unpaid", "scopes": ["domains:read"], "email": "a@example.com",
             "role": "Developer", "website": "renamed.example.com", "id": "plan", "plan_id": "plan", "currency": "usd",
             "base_fee": 1, "tiers": [], "expires_at": "2998-01-01T00:00:00Z"}""";

    private static final Duration INVOICED = Duration.ofSeconds(30);
    private static final Duration BEYOND_THE_GRACE_TIME = Duration.ofHours(30);
    private static final String A_PLAN = "a-plan";

    private static final TestOidc TOKENS = TestInfrastructure.get().oidc();
    private static final String UNUSED_ADDRESS = "\"192.0.2.0/24\"";

    private TestPlatform platform;
    private Api api;
    private Account parent;
    private Account child;
    private Account sibling;
    private Account strangerParent;
    private Account strangerChild;
    private Account plain;
    private final Map<String, String> keyIds = new LinkedHashMap<>();
    private final Map<String, String> domains = new LinkedHashMap<>();
    private final Map<String, String> userIds = new LinkedHashMap<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final Map<String, String> invoiceIds = new LinkedHashMap<>();
    private final Map<String, String> messageIds = new LinkedHashMap<>();
    private String suspended;
    private String deleted;
    private String deletedAccount;
    private List<Operation> operations;

    /** One operation as its document describes it. */
    private record Operation(
            PlatformService service,
            String id,
            String method,
            String path,
            List<String> scopes,
            String scheme,
            Set<Integer> statuses) {
        boolean onSubAccounts() {
            return path.startsWith("/v2/accounts/{account_id}/sub-accounts");
        }

        boolean onInvoices() {
            return path.startsWith("/v2/accounts/{account_id}/invoices");
        }

        boolean forOperators() {
            return scheme.equals("OperatorAuth");
        }

        boolean hasAccount() {
            return path.contains("{account_id}");
        }

        /** What the path names below the account and the sub account. */
        List<String> things() {
            return Stream.of(path.split("/"))
                    .filter(part -> part.startsWith("{"))
                    .map(part -> part.substring(1, part.length() - 1))
                    .filter(name -> !name.equals("account_id"))
                    .toList();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    void aWorldOfFamilies(@TempDir Path logs) throws IOException {
        operations = operations();
        // to billing the month is over, so that families have invoices as soon as it knows of them
        Instant nextMonth = YearMonth.now(ZoneOffset.UTC)
                .plusMonths(1)
                .atDay(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        Duration offset = Duration.between(Instant.now(), nextMonth.plus(BEYOND_THE_GRACE_TIME));
        platform = new TestPlatform(logs)
                .with(PlatformService.BILLING, "BILLING_CLOCK_OFFSET", offset.toString())
                .with(PlatformService.BILLING, "BILLING_PERIOD_CLOSE_EVERY", "1s")
                .start(PlatformService.ACCOUNT, PlatformService.KEY, PlatformService.SENDING);
        api = platform.api();
        parent = platform.openParent(true);
        child = platform.newChild(parent);
        sibling = platform.newChild(parent);
        strangerParent = platform.openParent(true);
        strangerChild = platform.newChild(strangerParent);
        plain = platform.openParent(false);
        Account toSuspend = platform.newChild(parent);
        suspended = toSuspend.key();
        api.call("POST", sub(toSuspend) + "/suspend", parent.key(), "{\"reason\":\"unpaid\"}")
                .is(200);
        Account toDelete = platform.newChild(parent);
        deletedAccount = toDelete.id();
        deleted = toDelete.key();
        api.call("DELETE", sub(toDelete), parent.key(), "").is(200);
        for (Account owner : List.of(parent, child, sibling, strangerParent, strangerChild)) {
            keyIds.put(
                    owner.id(),
                    api.call("GET", "/v2/accounts/" + owner.id() + "/api-keys?limit=1", owner.key(), "")
                            .is(200)
                            .body()
                            .at("/data/0/id")
                            .asText());
        }
        for (Account owner : List.of(sibling, strangerParent, strangerChild)) {
            String domain = platform.verifiedDomain(owner);
            domains.put(owner.id(), domain);
            messageIds.put(
                    owner.id(),
                    api.call(
                                    "POST",
                                    "/v2/accounts/" + owner.id() + "/messages",
                                    owner.key(),
                                    "{\"from\":{\"email\":\"news@" + domain
                                            + "\"},\"recipients\":[{\"email\":\"ada@example.net\"}],"
                                            + "\"subject\":\"Hello\",\"text_content\":\"Hello\"}")
                            .is(202)
                            .body()
                            .at("/data/0/id")
                            .asText()
                            .substring(1, 37));
            userIds.put(
                    owner.id(),
                    api.call(
                                    "POST",
                                    "/v2/accounts/" + owner.id() + "/members",
                                    owner.key(),
                                    "{\"email\":\"member@" + domain + "\",\"role\":\"Developer\"}")
                            .is(201)
                            .text("user_id"));
        }
        for (String role : MemberRoles.ALL) {
            api.call(
                            "POST",
                            "/v2/accounts/" + parent.id() + "/members",
                            parent.key(),
                            "{\"email\":\"" + member(role) + "\",\"role\":\"" + role + "\"}")
                    .is(201);
        }
        platform.start(PlatformService.BILLING); // only now, so that the first invoices have all accounts on them
        for (Account family : List.of(parent, strangerParent)) {
            invoiceIds.put(family.id(), firstInvoice(family));
        }
        api.call(
                        "POST",
                        "/operator/v1/plans",
                        platform.operator(),
                        "{\"id\":\"" + A_PLAN + "\",\"name\":\"A\",\"currency\":\"usd\",\"base_fee\":1,\"tiers\":[]}")
                .is(201);
        // until every lease from before the suspension and the deletion has run out
        Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
    }

    @AfterAll
    void stop() {
        platform.close();
    }

    private static String member(String role) {
        return role.replace(" ", "-").toLowerCase(Locale.ROOT) + "@parent.example.com";
    }

    private String firstInvoice(Account family) {
        List<String> ids = new ArrayList<>();
        Awaitility.await("the family is invoiced").atMost(INVOICED).untilAsserted(() -> {
            JsonNode list = api.call("GET", "/v2/accounts/" + family.id() + "/invoices", family.key(), "")
                    .is(200)
                    .body();
            assertThat(list.path("data")).hasSize(1);
            ids.add(list.at("/data/0/id").asText());
        });
        return ids.getLast();
    }

    private String sub(Account account) {
        return "/v2/accounts/" + parent.id() + "/sub-accounts/" + account.id();
    }

    private static List<Operation> operations() throws IOException {
        List<Operation> operations = new ArrayList<>();
        for (PlatformService service : PlatformService.values()) {
            JsonNode document = new YAMLMapper()
                    .readTree(Repository.root()
                            .resolve("docs/api")
                            .resolve(service.artifact() + ".yaml")
                            .toFile());
            document.path("paths").properties().forEach(path -> path.getValue()
                    .properties()
                    .forEach(
                            verb -> operations.add(operation(service, path.getKey(), verb.getKey(), verb.getValue()))));
        }
        return operations;
    }

    private static Operation operation(PlatformService service, String path, String verb, JsonNode node) {
        List<String> scopes = new ArrayList<>();
        String scheme = "";
        for (JsonNode requirement : node.path("security")) {
            for (Map.Entry<String, JsonNode> entry : requirement.properties()) {
                scheme = entry.getKey();
                entry.getValue().forEach(scope -> scopes.add(scope.asText()));
            }
        }
        Set<Integer> statuses = new TreeSet<>();
        node.path("responses").fieldNames().forEachRemaining(status -> statuses.add(Integer.parseInt(status)));
        return new Operation(
                service,
                node.path("operationId").asText(),
                verb.toUpperCase(Locale.ROOT),
                path,
                scopes,
                scheme,
                statuses);
    }

    @TestFactory
    Stream<DynamicTest> every_operation() {
        assertThat(operations).hasSizeGreaterThan(25).allSatisfy(operation -> {
            assertThat(operation.id()).as(operation.toString()).isNotEmpty();
            assertThat(operation.scheme()).as(operation.toString()).isNotEmpty();
            assertThat(operation.statuses()).as(operation.toString()).contains(401, 403);
        });
        return operations.stream().flatMap(this::callers);
    }

    /** The same operation answers two kinds of questions: who may not ask the one may not ask the other. */
    @TestFactory
    Stream<DynamicTest> usage_with_parameters() {
        String usage = "/v2/accounts/" + parent.id() + "/sub-accounts/usage?";
        String strangers = usage + "from=2026-10-01&to=2026-10-31&group_by=day&sub_account_id=";
        List<DynamicTest> tests = new ArrayList<>();
        for (String query : List.of(
                "period=2026-10",
                "from=2026-10-01&to=2026-10-31&group_by=day",
                "from=2026-10-01&to=2026-10-31&group_by=sub_account&limit=1",
                "from=2026-10-01&to=2026-10-31&group_by=domain",
                "from=2026-10-01&to=2026-10-31&group_by=day&sub_account_id=" + child.id(),
                "period=junk")) {
            Map.of("nobody", "", "junk", "aha-sk-" + "x".repeat(64), "a suspended account", suspended)
                    .forEach((who, bearer) -> tests.add(
                            DynamicTest.dynamicTest(query + ": " + who, () -> api.call("GET", usage + query, bearer, "")
                                    .isRefused(401))));
            for (Account other : List.of(sibling, child, strangerParent, strangerChild)) {
                tests.add(DynamicTest.dynamicTest(
                        query + ": " + other.id(),
                        () -> api.call("GET", usage + query, other.key(), "").isRefused(401)));
            }
            tests.add(DynamicTest.dynamicTest(query + ": the child on itself", () -> api.call(
                            "GET", usage.replace(parent.id(), child.id()) + query, child.key(), "")
                    .isRefused(404)));
            tests.add(DynamicTest.dynamicTest(query + ": without the feature", () -> api.call(
                            "GET", usage.replace(parent.id(), plain.id()) + query, plain.key(), "")
                    .isRefused(403)));
            tests.add(DynamicTest.dynamicTest(query + ": no scope", () -> {
                String key =
                        keys.computeIfAbsent("domains only", first -> platform.newKey(parent, "\"domains:read\"", ""));
                api.call("GET", usage + query, key, "").isRefused(403);
            }));
            tests.add(DynamicTest.dynamicTest(query + ": the parent", () -> assertThat(
                            api.call("GET", usage + query, parent.key(), "").status())
                    .isEqualTo(query.equals("period=junk") ? 400 : 200)));
        }
        tests.add(DynamicTest.dynamicTest("days of another's child are those of nobody", () -> {
            Answer missing = api.call("GET", strangers + UUID.randomUUID(), parent.key(), "");
            missing.isRefused(404);
            for (String other : List.of(strangerChild.id(), strangerParent.id(), deletedAccount)) {
                Answer answer = api.call("GET", strangers + other, parent.key(), "");
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.body()).isEqualTo(missing.body());
            }
        }));
        return tests.stream();
    }

    /** The lists and sums of an account know nothing of what its family or a stranger sends. */
    @TestFactory
    Stream<DynamicTest> messages_and_statistics_are_each_accounts_own() {
        String hour = "/statistics/transactional/deliverability?group_by=month";
        return Stream.of(child, parent, sibling, strangerChild, strangerParent)
                .map(account -> DynamicTest.dynamicTest(account.id(), () -> {
                    String own = messageIds.getOrDefault(account.id(), "");
                    String path = "/v2/accounts/" + account.id();
                    for (String query :
                            List.of("/messages", "/messages?recipient=ada@example.net", "/messages?subject=hello")) {
                        JsonNode data = api.call("GET", path + query, account.key(), "")
                                .is(200)
                                .body()
                                .path("data");
                        assertThat(data).hasSize(own.isEmpty() ? 0 : 1);
                        data.forEach(one -> assertThat(one.path("id").asText()).isEqualTo(own));
                    }
                    Awaitility.await()
                            .atMost(INVOICED)
                            .pollInterval(Duration.ofMillis(200))
                            .untilAsserted(() -> {
                                long received = 0;
                                for (JsonNode bucket : api.call("GET", path + hour, account.key(), "")
                                        .is(200)
                                        .body()
                                        .path("data")) {
                                    received += bucket.path("reception_count").asLong();
                                }
                                assertThat(received).isEqualTo(own.isEmpty() ? 0 : 1);
                            });
                }));
    }

    /** The same address, suppressed by all of a family and by a stranger: what one lifts is the own one. */
    @Test
    void suppressions_are_each_accounts_own() {
        String mine = "{\"email\":\"ann@example.org\",\"expires_at\":\"2998-01-01T00:00:00Z\"}";
        List<Account> all = List.of(parent, child, sibling, strangerParent);
        Map<String, String> ids = new LinkedHashMap<>();
        for (Account account : all) {
            ids.put(
                    account.id(),
                    api.call("POST", suppressions(account, ""), account.key(), mine)
                            .is(201)
                            .body()
                            .at("/data/0/id")
                            .asText());
        }
        assertThat(new TreeSet<>(ids.values())).hasSameSizeAs(all);
        api.call("DELETE", suppressions(child, "?email=ann@example.org"), child.key(), "")
                .is(200);
        api.call("POST", suppressions(child, ""), child.key(), mine).is(201);
        api.call("DELETE", suppressions(child, "/all"), child.key(), "").is(200);
        for (Account account : all) {
            List<String> seen = new ArrayList<>();
            api.call("GET", suppressions(account, ""), account.key(), "")
                    .is(200)
                    .body()
                    .path("data")
                    .forEach(one -> seen.add(one.path("id").asText()));
            assertThat(seen).isEqualTo(account.equals(child) ? List.of() : List.of(ids.getOrDefault(account.id(), "")));
        }
    }

    private static String suppressions(Account account, String rest) {
        return "/v2/accounts/" + account.id() + "/suppressions" + rest;
    }

    private Stream<DynamicTest> callers(Operation operation) {
        if (operation.forOperators()) {
            return Stream.of(
                    test(operation, "nobody", () -> refused(operation, "", parent, parent, 401)),
                    test(operation, "an API key", () -> refused(operation, parent.key(), parent, parent, 403)),
                    test(
                            operation,
                            "somebody without the role",
                            () -> refused(operation, TOKENS.userToken("somebody@example.com"), parent, parent, 403)),
                    test(
                            operation,
                            "an administrator of the account",
                            () -> refused(
                                    operation,
                                    TOKENS.userToken(member(MemberRoles.ADMINISTRATOR)),
                                    parent,
                                    parent,
                                    403)),
                    test(operation, "a suspended account", () -> refused(operation, suspended, parent, parent, 401)),
                    test(operation, "a deleted account", () -> refused(operation, deleted, parent, parent, 401)),
                    test(operation, "an operator, of nothing", () -> ofNothing(operation)));
        }
        Account family = parent;
        Account account = operation.onSubAccounts() || operation.onInvoices() ? parent : child;
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(test(operation, "nobody", () -> refused(operation, "", account, child, 401)));
        tests.add(test(operation, "junk", () -> refused(operation, "aha-sk-" + "x".repeat(64), account, child, 401)));
        tests.add(test(operation, "a suspended account", () -> refused(operation, suspended, account, child, 401)));
        tests.add(test(operation, "a deleted account", () -> refused(operation, deleted, account, child, 401)));
        tests.add(test(operation, "the wrong address", () -> wrongAddress(operation, account)));
        if (!operation.hasAccount()) {
            return tests.stream();
        }
        tests.add(test(operation, "a sibling", () -> refused(operation, sibling.key(), account, child, 401)));
        tests.add(test(operation, "a stranger", () -> refused(operation, strangerParent.key(), account, child, 401)));
        tests.add(test(
                operation, "a stranger's child", () -> refused(operation, strangerChild.key(), account, child, 401)));
        tests.add(test(
                operation,
                "somebody who is no member",
                () -> refused(operation, TOKENS.userToken("nobody@example.com"), account, child, 401)));
        tests.add(test(operation, "no scope", () -> withScopes(operation, account, List.of())));
        tests.add(test(operation, "every other scope", () -> withScopes(operation, account, otherScopes(operation))));
        if (operation.onSubAccounts()) {
            tests.add(test(
                    operation,
                    "the own child on its parent",
                    () -> refused(operation, child.key(), family, child, 401)));
            tests.add(test(
                    operation, "the own child on itself", () -> refused(operation, child.key(), child, child, 404)));
            tests.add(test(operation, "without the feature", () -> refused(operation, plain.key(), plain, child, 403)));
        } else if (operation.onInvoices()) {
            tests.add(test(
                    operation,
                    "the own child on its parent",
                    () -> refused(operation, child.key(), family, child, 401)));
            tests.add(test(operation, "the own child on itself", () -> ofChild(operation)));
            tests.add(test(operation, "its own parent", () -> ofParent(operation)));
        } else {
            tests.add(test(
                    operation, "the parent on its child", () -> refused(operation, parent.key(), child, child, 401)));
        }
        if (account.equals(parent)) {
            MemberRoles.ALL.forEach(
                    role -> tests.add(test(operation, "a member, " + role, () -> asMember(operation, role))));
        }
        if (!operation.things().isEmpty()) {
            tests.add(test(operation, "what is not there and what is another's", () -> foreign(operation)));
        }
        return tests.stream();
    }

    private interface Check {
        void run() throws Exception;
    }

    private static DynamicTest test(Operation operation, String caller, Check check) {
        return DynamicTest.dynamicTest(operation + ": " + caller, check::run);
    }

    /** {@code owner}: whose things the path names. */
    private String path(Operation operation, Account account, Account owner) {
        return operation
                .path()
                .replace("{account_id}", account.id())
                .replace("{id}", account.id())
                .replace("{sub_account_id}", owner.id())
                .replace(
                        "{key_id}",
                        keyIds.getOrDefault(owner.id(), UUID.randomUUID().toString()))
                .replace(
                        "{user_id}",
                        userIds.getOrDefault(owner.id(), UUID.randomUUID().toString()))
                .replace("{domain}", domains.getOrDefault(owner.id(), "d" + UUID.randomUUID() + ".example.com"))
                .replace(
                        "{invoice_id}",
                        invoiceIds.getOrDefault(owner.id(), UUID.randomUUID().toString()))
                .replace(
                        "{message_id}",
                        messageIds.getOrDefault(owner.id(), UUID.randomUUID().toString()))
                .replace("{plan}", A_PLAN)
                .replace("{name}", readModel(operation.service()));
    }

    private static String readModel(PlatformService service) {
        return switch (service) {
            case ACCOUNT -> "accounts";
            case KEY -> "api-keys";
            case BILLING -> "plans";
            case SENDING -> "domains";
        };
    }

    /** What the operator's own token may do is not refused; of what is not there it is a declared answer, never a 5xx. */
    private void ofNothing(Operation operation) {
        Account nobody = new Account(UUID.randomUUID().toString(), "");
        String path = path(operation, nobody, nobody).replace(A_PLAN, "no-such-plan");
        assertThat(call(operation, platform.operator(), path).status()).isNotIn(401, 403);
    }

    /** The child's own list is empty, and the invoices of its parent are not there for it. */
    private void ofChild(Operation operation) {
        Answer answer = call(
                operation,
                child.key(),
                operation
                        .path()
                        .replace("{account_id}", child.id())
                        .replace("{invoice_id}", invoiceIds.getOrDefault(parent.id(), ""))
                        .replace("{sub_account_id}", child.id()));
        if (operation.things().isEmpty()) {
            assertThat(answer.is(200).body().path("data")).isEmpty();
        } else {
            answer.isRefused(404);
        }
    }

    /** What is refused to others is there. */
    private void ofParent(Operation operation) {
        call(
                        operation,
                        parent.key(),
                        operation
                                .path()
                                .replace("{account_id}", parent.id())
                                .replace("{invoice_id}", invoiceIds.getOrDefault(parent.id(), ""))
                                .replace("{sub_account_id}", child.id()))
                .is(200);
        if (operation.things().contains("sub_account_id")) {
            List<Answer> answers = Stream.of(
                            UUID.randomUUID().toString(), strangerChild.id(), deletedAccount, parent.id())
                    .map(id -> call(
                            operation,
                            parent.key(),
                            operation
                                    .path()
                                    .replace("{account_id}", parent.id())
                                    .replace("{invoice_id}", invoiceIds.getOrDefault(parent.id(), ""))
                                    .replace("{sub_account_id}", id)))
                    .toList();
            assertThat(answers).allSatisfy(answer -> {
                answer.isRefused(404);
                assertThat(answer.body()).isEqualTo(answers.getFirst().body());
            });
        }
    }

    /** Refused unless the role stands for a scope of the operation. Nothing is changed: what the path names is not there. */
    private void asMember(Operation operation, String role) {
        boolean granted = operation.scopes().isEmpty()
                || operation.scopes().stream().anyMatch(scope -> Scopes.grants(MemberRoles.scopes(role), scope));
        if (granted && operation.method().equals("POST") && operation.things().isEmpty()) {
            return; // would make something; PlatformFlowTest does
        }
        Account nobody = new Account(UUID.randomUUID().toString(), "");
        int status = call(operation, TOKENS.userToken(member(role)), path(operation, parent, nobody))
                .status();
        if (granted) {
            assertThat(status).isNotIn(401, 403);
        } else {
            assertThat(status).isEqualTo(403);
        }
    }

    private Answer call(Operation operation, String bearer, String path) {
        boolean body = operation.method().equals("POST") || operation.method().equals("PUT");
        Answer answer = api.call(operation.method(), path, bearer, body ? BODY : "");
        assertThat(operation.statuses())
                .as("%s answers only what its document declares: %s".formatted(operation, answer.body()))
                .contains(answer.status());
        assertThat(answer.status()).as(answer.body().toString()).isLessThan(500);
        return answer;
    }

    private void refused(Operation operation, String bearer, Account account, Account owner, int status) {
        call(operation, bearer, path(operation, account, owner)).isRefused(status);
    }

    private void wrongAddress(Operation operation, Account account) {
        String key = keys.computeIfAbsent(
                "address of " + account.id(), first -> platform.newKey(account, "\"*\"", UNUSED_ADDRESS));
        refused(operation, key, account, child, 403);
    }

    private void withScopes(Operation operation, Account account, List<String> scopes) {
        List<String> granted = new ArrayList<>(scopes);
        granted.add(
                operation.scopes().contains(Scopes.SUPPRESSIONS_WIPE) ? Scopes.DOMAINS_READ : Scopes.SUPPRESSIONS_WIPE);
        if (!account.equals(parent)) {
            granted.removeIf(Scopes::onlyForParents);
        }
        String json =
                granted.stream().distinct().map(scope -> "\"" + scope + "\"").collect(Collectors.joining(","));
        String key = keys.computeIfAbsent(account.id() + json, first -> platform.newKey(account, json, ""));
        refused(operation, key, account, child, 403);
        assertThat(call(
                                operation,
                                key,
                                path(
                                        operation,
                                        account,
                                        new Account(UUID.randomUUID().toString(), "")))
                        .status())
                .as("the scope is checked before anything is looked up")
                .isEqualTo(403);
    }

    private static List<String> otherScopes(Operation operation) {
        List<String> needed = operation.scopes();
        return Stream.concat(Scopes.FIXED.stream(), Scopes.PER_DOMAIN.stream().map(Scopes::forAllDomains))
                .filter(scope -> needed.stream().noneMatch(one -> one.equals(scope)))
                .sorted()
                .toList();
    }

    /** A path that names another's thing answers exactly as one that names nothing. */
    private void foreign(Operation operation) {
        Account account = operation.onSubAccounts() || operation.onInvoices() ? parent : child;
        Account nobody = new Account(UUID.randomUUID().toString(), "");
        Answer missing = call(operation, account.key(), withThings(operation, account, nobody));
        List<Account> others = new ArrayList<>(List.of(strangerChild, strangerParent));
        others.add(operation.onSubAccounts() ? new Account(deletedAccount, "") : sibling);
        for (Account other : others) {
            Answer foreign = call(operation, account.key(), withThings(operation, account, other));
            assertThat(foreign.status()).as(operation.toString()).isEqualTo(missing.status());
            assertThat(foreign.body()).isEqualTo(missing.body());
            assertThat(foreign.headers().keySet()).isEqualTo(missing.headers().keySet());
        }
        if (operation.onSubAccounts() && operation.things().contains("key_id")) {
            String ofSibling = operation
                    .path()
                    .replace("{account_id}", parent.id())
                    .replace("{sub_account_id}", child.id())
                    .replace("{key_id}", keyIds.getOrDefault(sibling.id(), ""));
            call(operation, parent.key(), ofSibling).isRefused(404);
        }
    }

    private String withThings(Operation operation, Account account, Account owner) {
        String path = path(operation, account, owner);
        assertThat(path).as("every part of the path is known to this test").doesNotContain("{");
        return path;
    }
}
