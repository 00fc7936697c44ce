package org.subaccounts.local.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

/** How long after the 202 of a send the usage answer counts it: send by send, with nothing else going on. */
final class UsageFreshness {
    private static final int SENDS = 300;
    private static final double BOUND_MS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String domain = "mail.fresh-" + run + ".example";

    void run(Path file) throws IOException, InterruptedException {
        Map<String, String> parent = Platform.newParent("Fresh");
        String account = "/v2/accounts/" + parent.get("X-Account");
        verifyDomain(account, parent);
        double[] millis = new double[SENDS];
        long counted = usage(account, parent);
        for (int send = 0; send < SENDS; send++) {
            long accepted = send(account, parent);
            counted++;
            awaitCounted(account, parent, counted);
            millis[send] = (System.nanoTime() - accepted) / 1e6;
        }
        Arrays.sort(millis);
        double p99 = millis[(int) (SENDS * 0.99)];
        System.out.printf("%nfrom 202 to usage: median %.0f ms, p99 %.0f ms%n", millis[SENDS / 2], p99);
        Comparison.append(file, "usage-freshness-p99-ms-vs-1000", p99 / BOUND_MS, 1);
    }

    private void verifyDomain(String account, Map<String, String> headers) throws IOException, InterruptedException {
        String domains = account + "/domains";
        JsonObject added = Platform.call(
                HttpMethod.POST,
                Platform.ENTRY_PORT,
                domains,
                headers,
                new JsonObject().put("domain", domain).toBuffer());
        for (Object record : added.getJsonArray("dns_records")) {
            publish((JsonObject) record);
        }
        JsonObject checked = Platform.call(
                HttpMethod.POST, Platform.ENTRY_PORT, domains + "/" + domain + "/check-dns", headers, Buffer.buffer());
        if (!checked.getBoolean("dns_valid", false)) {
            throw new IOException("the domain is not verified: " + checked);
        }
    }

    private static void publish(JsonObject record) throws IOException, InterruptedException {
        JsonObject published = new JsonObject()
                .put("type", record.getString("type"))
                .put("host", record.getString("host"))
                .put("content", record.getString("content"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(Platform.setting("DNS_URL") + "/"))
                .POST(HttpRequest.BodyPublishers.ofString(published.encode()))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status >= 300) {
                throw new IOException("the DNS answers " + status + " to " + published);
            }
        }
    }

    /** The moment of its 202. */
    private long send(String account, Map<String, String> headers) throws IOException, InterruptedException {
        JsonObject message = new JsonObject()
                .put("from", new JsonObject().put("email", "news@" + domain))
                .put("recipients", new JsonArray().add(new JsonObject().put("email", "ada@example.net")))
                .put("subject", "Hello")
                .put("text_content", "Hello there");
        var unused =
                Platform.call(HttpMethod.POST, Platform.ENTRY_PORT, account + "/messages", headers, message.toBuffer());
        return System.nanoTime();
    }

    private static void awaitCounted(String account, Map<String, String> headers, long wanted)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (usage(account, headers) < wanted) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("a send was not counted in " + PATIENCE);
            }
        }
    }

    private static long usage(String account, Map<String, String> headers) throws IOException, InterruptedException {
        return Platform.call(
                        HttpMethod.GET, Platform.ENTRY_PORT, account + "/sub-accounts/usage", headers, Buffer.buffer())
                .getJsonObject("total")
                .getLong("reception_count");
    }
}
