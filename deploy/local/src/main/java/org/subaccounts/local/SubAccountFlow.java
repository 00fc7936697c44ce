package org.subaccounts.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.subaccounts.local.ApiClient.Answer;

/**
 * What the product is for, from creating a sub account to deleting it, over HTTP as a customer does it. Every step states
 * what it expects and fails with {@link StartFailure} if it does not come true.
 */
final class SubAccountFlow {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final int RECIPIENTS = 2;

    private final PlatformEnv environment;
    private final Narrator narrator;
    private final ApiClient client;
    private final String parentId;
    private final String parentKey;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String domain = "mail.acme-" + run + ".example";

    SubAccountFlow(PlatformEnv environment, Narrator narrator, ApiClient client) {
        this.environment = environment;
        this.narrator = narrator;
        this.client = client;
        this.parentId = environment.get("PARENT_ACCOUNT_ID");
        this.parentKey = environment.get("PARENT_SECRET");
    }

    private record Child(String id, String key) {}

    void run() {
        Child child = createChild();
        verifyDomain(child);
        sendMessage(child);
        long removedBefore = showUsage(child);
        suspendAndDelete(child, removedBefore);
    }

    private Child createChild() {
        narrator.step(
                1,
                "The parent creates a sub account and its first key",
                "The same request twice creates one account: Idempotency-Key.");
        ObjectNode account = object().put("name", "Acme " + run)
                .put("website", "acme-" + run + ".example")
                .put("monthly_credit", 10_000);
        String idempotencyKey = UUID.randomUUID().toString();
        String path = parent("/sub-accounts");
        Answer first = client.post(url(path), parentKey, account, idempotencyKey);
        expect(first, "POST", path, 201);
        Answer again = client.post(url(path), parentKey, account, idempotencyKey);
        expect(again, "POST", path, 201);
        require(first.replayed().isEmpty(), "the first answer is no replay");
        require(again.replayed().equals(Optional.of("true")), "the second answer says Idempotent-Replayed: true");
        require(first.string("id").equals(again.string("id")), "both are the sub account " + first.string("id"));

        ObjectNode key = object().put("label", "bootstrap");
        key.putArray("scopes").add("messages:send:all").add("domains:read").add("domains:write");
        String keyPath = path + "/" + first.string("id") + "/api-keys";
        Answer created =
                client.post(url(keyPath), parentKey, key, UUID.randomUUID().toString());
        expect(created, "POST", keyPath, 201);
        require(
                !created.string("secret_key").isEmpty(),
                "its secret is shown this once: " + shortened(created.string("secret_key")));
        return new Child(first.string("id"), created.string("secret_key"));
    }

    private void verifyDomain(Child child) {
        narrator.step(
                2,
                "The child adds a domain and proves that it owns it",
                "Records are published to the local DNS and looked up there for real.");
        String path = "/v2/accounts/" + child.id() + "/domains";
        Answer added = client.post(url(path), child.key(), object().put("domain", domain));
        expect(added, "POST", path, 201);
        require(!added.body().path("dns_valid").asBoolean(true), domain + " is not verified yet");
        int published = 0;
        for (JsonNode record : added.body().path("dns_records")) {
            ObjectNode publish = object().put("type", record.path("type").asText())
                    .put("host", record.path("host").asText())
                    .put("content", record.path("content").asText());
            Answer answer = client.post(environment.get("DNS_URL"), "", publish);
            if (answer.status() >= 300) {
                throw new StartFailure("the DNS refused " + record + ": " + answer.text());
            }
            published++;
        }
        require(published > 0, published + " DNS records are published");
        String checkPath = path + "/" + domain + "/check-dns";
        Answer checked = client.post(url(checkPath), child.key(), null);
        expect(checked, "POST", checkPath, 200);
        require(checked.body().path("dns_valid").asBoolean(false), domain + " is verified");
    }

    private void sendMessage(Child child) {
        narrator.step(
                3,
                "The child sends a message to two recipients",
                "It is accepted at once; a worker signs it (DKIM) and hands it to the SMTP relay.");
        String subject = "Hello from " + run;
        List<String> recipients = List.of("ada-" + run + "@example.net", "grace-" + run + "@example.net");
        ObjectNode message = object().put("subject", subject).put("text_content", "It works.\n");
        message.putObject("from").put("email", "hello@" + domain).put("name", "Acme");
        recipients.forEach(
                recipient -> message.withArray("recipients").addObject().put("email", recipient));
        String path = "/v2/accounts/" + child.id() + "/messages";
        Answer accepted =
                client.post(url(path), child.key(), message, UUID.randomUUID().toString());
        expect(accepted, "POST", path, 202);
        for (JsonNode result : accepted.body().path("data")) {
            require(
                    result.path("status").asText().equals("queued"),
                    result.at("/recipient/email").asText() + " is queued as "
                            + result.path("id").asText());
        }
        require(accepted.body().path("data").size() == RECIPIENTS, "one message for each recipient");
        DkimCheck dkim = new DkimCheck(environment.get("DNS_SERVER"));
        for (String recipient : recipients) {
            JsonNode mail = eventually("no mail for " + recipient, () -> mailTo(recipient, subject));
            byte[] raw = client.getBytes(
                    environment.get("MAIL_URL") + "/" + mail.path("id").asText());
            require(
                    dkim.signingDomain(raw).equals(domain),
                    "the mail for " + recipient + " arrived, its signature by " + domain + " verifies");
        }
    }

    /** Gives how much the removed accounts had before this flow removes its own. */
    private long showUsage(Child child) {
        narrator.step(
                4,
                "The parent looks at the usage",
                "MessageSent went over Kafka to billing; the pooled cost is shared out by volume.");
        JsonNode usage = eventually("the usage of the child does not become " + RECIPIENTS, () -> usage().filter(
                        body -> volume(bucket(body, child.id())) == RECIPIENTS));
        narrator.request("GET", parent("/sub-accounts/usage"), 200);
        narrator.table(usageTable(usage));
        requireExactSums(usage);
        showDomainAndPlan();
        return volume(usage.path("removed_sub_accounts"));
    }

    private void showDomainAndPlan() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String byDomain = parent(
                "/sub-accounts/usage?from=" + today.minusDays(1) + "&to=" + today + "&group_by=domain&limit=10000");
        Answer domains = client.get(url(byDomain), parentKey);
        expect(domains, "GET", byDomain, 200);
        require(
                elements(domains.body().path("data")).stream()
                        .anyMatch(row -> row.path("domain").asText().equals(domain) && volume(row) == RECIPIENTS),
                "by sending domain: " + domain + " has " + RECIPIENTS);
        String path = "/operator/v1/accounts/" + parentId + "/plan";
        Answer plan = client.get(url(path), operatorToken());
        expect(plan, "GET", path, 200);
        require(
                plan.body().at("/pricing/included_volume").isIntegralNumber(),
                "the plan: %s %s a month, %s messages included"
                        .formatted(
                                plan.body().at("/pricing/base_fee").asText(),
                                plan.body().at("/pricing/currency").asText(),
                                plan.body().at("/pricing/included_volume").asText()));
    }

    private String operatorToken() {
        return client.postForm(
                        environment.get("OPERATOR_TOKEN_URL"),
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                environment.get("OPERATOR_CLIENT_ID"),
                                "client_secret",
                                environment.get("OPERATOR_CLIENT_SECRET")))
                .string("access_token");
    }

    private void suspendAndDelete(Child child, long removedBefore) {
        narrator.step(
                5,
                "The parent suspends, unsuspends and deletes the child",
                "Keys follow within a second, and what was used stays billed.");
        String path = parent("/sub-accounts/" + child.id());
        expect(
                client.post(url(path + "/suspend"), parentKey, object().put("reason", "demonstration")),
                "POST",
                path + "/suspend",
                200);
        narrator.seen("the child's key is refused (401) after " + millisUntil(child, 401) + " ms");
        expect(client.post(url(path + "/unsuspend"), parentKey, null), "POST", path + "/unsuspend", 200);
        narrator.seen("the child's key works again (200) after " + millisUntil(child, 200) + " ms");
        expect(client.delete(url(path), parentKey), "DELETE", path, 200);
        narrator.seen("the deleted child's key is refused (401) after " + millisUntil(child, 401) + " ms");
        Answer gone = client.get(url(path), parentKey);
        expect(gone, "GET", path, 404);
        Answer list = client.get(url(parent("/sub-accounts")), parentKey);
        expect(list, "GET", parent("/sub-accounts"), 200);
        require(
                elements(list.body().path("data")).stream()
                        .noneMatch(account -> account.path("id").asText().equals(child.id())),
                "it is gone from the list");
        JsonNode usage =
                eventually("the usage of the deleted child does not move to removed_sub_accounts", () -> usage().filter(
                                body -> bucket(body, child.id()).isMissingNode()
                                        && volume(body.path("removed_sub_accounts")) >= removedBefore + RECIPIENTS));
        narrator.table(usageTable(usage));
        requireExactSums(usage);
        narrator.seen("its volume is kept under removed_sub_accounts");
    }

    /** Milliseconds from now until the child's key is answered so; fails when the lease has run out. */
    private long millisUntil(Child child, int status) {
        String path = "/v2/accounts/" + child.id() + "/domains";
        long start = System.nanoTime();
        while (true) {
            long asked = System.nanoTime();
            Answer answer = client.get(url(path), child.key());
            if (answer.status() == status) {
                return TimeUnit.NANOSECONDS.toMillis(asked - start);
            }
            if (asked - start > LEASE.toNanos()) {
                throw new StartFailure("after %d ms the child's key is still answered %d, not %d"
                        .formatted(TimeUnit.NANOSECONDS.toMillis(asked - start), answer.status(), status));
            }
            pause(20);
        }
    }

    private Optional<JsonNode> mailTo(String recipient, String subject) {
        JsonNode mails = client.get(environment.get("MAIL_URL"), "").body();
        return elements(mails).stream()
                .filter(mail -> mail.path("to").asText().equals(recipient))
                .filter(mail -> mail.path("subject").asText().equals(subject))
                .findFirst();
    }

    private Optional<JsonNode> usage() {
        Answer answer = client.get(url(parent("/sub-accounts/usage")), parentKey);
        if (answer.status() != 200) {
            throw new StartFailure("the usage is answered " + answer.status() + ": " + answer.text());
        }
        return Optional.of(answer.body());
    }

    private void requireExactSums(JsonNode usage) {
        List<JsonNode> buckets = new ArrayList<>(elements(usage.path("sub_accounts")));
        buckets.add(usage.path("parent"));
        buckets.add(usage.path("removed_sub_accounts"));
        BigDecimal cost = buckets.stream().map(SubAccountFlow::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
        long volume = buckets.stream().mapToLong(SubAccountFlow::volume).sum();
        require(
                cost.compareTo(cost(usage.path("total"))) == 0 && volume == volume(usage.path("total")),
                "the buckets sum exactly to the total: %d messages, %s %s"
                        .formatted(
                                volume,
                                cost.toPlainString(),
                                usage.path("currency").asText()));
    }

    private static List<List<String>> usageTable(JsonNode usage) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of("account", "messages", "cost (" + usage.path("currency").asText() + ")"));
        rows.add(row("parent", usage.path("parent")));
        for (JsonNode account : usage.path("sub_accounts")) {
            rows.add(row(account.path("name").asText(), account));
        }
        rows.add(row("removed sub accounts", usage.path("removed_sub_accounts")));
        rows.add(row("total", usage.path("total")));
        return rows;
    }

    private static List<String> row(String name, JsonNode bucket) {
        return List.of(name, Long.toString(volume(bucket)), cost(bucket).toPlainString());
    }

    private static JsonNode bucket(JsonNode usage, String accountId) {
        return elements(usage.path("sub_accounts")).stream()
                .filter(account -> account.path("account_id").asText().equals(accountId))
                .findFirst()
                .orElseGet(() -> usage.path("no such account"));
    }

    private static long volume(JsonNode bucket) {
        return bucket.path("reception_count").asLong(0);
    }

    private static BigDecimal cost(JsonNode bucket) {
        return bucket.path("allocated_cost").decimalValue();
    }

    private <T> T eventually(String failure, Supplier<Optional<T>> attempt) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<T> result = attempt.get();
            if (result.isPresent()) {
                return result.get();
            }
            if (System.nanoTime() > deadline) {
                throw new StartFailure(failure + " within " + PATIENCE.toSeconds() + " s");
            }
            pause(100);
        }
    }

    private void expect(Answer answer, String method, String path, int status) {
        narrator.request(method, path, answer.status());
        if (answer.status() != status) {
            throw new StartFailure(
                    "%s %s: expected %d, got %d %s".formatted(method, path, status, answer.status(), answer.text()));
        }
    }

    private void require(boolean condition, String statement) {
        if (!condition) {
            throw new StartFailure("not true: " + statement);
        }
        narrator.seen(statement);
    }

    private String parent(String rest) {
        return "/v2/accounts/" + parentId + rest;
    }

    private String url(String path) {
        return environment.get("BASE_URL") + path;
    }

    private static String shortened(String secret) {
        return secret.substring(0, Math.min(12, secret.length())) + "…";
    }

    private static ObjectNode object() {
        return ApiClient.JSON.createObjectNode();
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }
}
