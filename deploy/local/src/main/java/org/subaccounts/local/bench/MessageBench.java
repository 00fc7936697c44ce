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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.subaccounts.local.bench.Comparison.Ratio;
import org.subaccounts.local.bench.HttpLoad.Request;
import org.subaccounts.local.bench.HttpLoad.Result;
import org.subaccounts.platform.localinfra.ProcessMemory;

/**
 * Accepting messages over HTTP, with delivery held, against pgbench writing the same durable rows; and while it is delivered,
 * against Postfix accepting and delivering the same mail by SMTP; 100 recipients against one; with a million queued messages
 * against none; then how fast the queue is delivered to a fast sink, against signing alone. What a load has queued is worked
 * off, or taken away if it was held, before the next one begins.
 * Arguments: the file for the JSON lines. Needs pgbench, Postfix and root.
 */
public final class MessageBench {
    private static final int CLIENTS = 16;
    private static final int ROUNDS = 5;
    private static final long LOAD_MILLIS = 3_000;
    private static final long WARM_UP_MILLIS = 5_000;
    /** Until the JIT compilers of four services have done their work on a small machine. */
    private static final long COMPILERS_MILLIS = 150_000;

    private static final int RECIPIENTS = 100;
    private static final int QUEUED = 1_000_000;
    private static final int DELIVERED = 10_000;
    private static final int LARGE = 6;
    private static final int LARGE_BYTES = 18_000_000;
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);
    private static final String DOMAIN = "bench.example";
    private static final String TEXT = "A line of text as receipts have them, with a number: 12345.\n".repeat(20);

    private final String path = "/v2/accounts/" + Platform.setting("PARENT_ACCOUNT_ID") + "/messages";
    private final Map<String, String> asParent = Platform.asParent();
    private final AtomicLong recipients = new AtomicLong();

    private MessageBench() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException {
        new MessageBench().run(Path.of(arguments[0]));
    }

    private void run(Path file) throws IOException, InterruptedException, SQLException, GeneralSecurityException {
        verifyDomain();
        createFloorTables();
        PgBench rows = PgBench.of("SENDING", CLIENTS, script());
        Path directory = Path.of(Platform.setting("PLATFORM_DIRECTORY"), "postfix");
        try (Postfix postfix = Postfix.start(directory, Platform.port(30), Platform.port(13));
                HttpLoad load = new HttpLoad(Platform.port(Platform.SENDING_SERVICE), CLIENTS)) {
            SmtpLoad smtp = new SmtpLoad(postfix.port(), CLIENTS);
            Comparison accept = new Comparison();
            accept.add("pgbench, the same rows", rows::run);
            accept.add("Postfix", millis -> drained(() -> smtp.run(millis, n -> mail()), postfix::queued));
            accept.add(
                    "accept and deliver",
                    millis -> drained(() -> load.run(millis, n -> message(1)), MessageBench::queued));
            accept.add("accept", millis -> held(load, millis, 1));
            accept.add("accept, 100 recipients", millis -> held(load, millis, RECIPIENTS));
            Result warm = held(load, COMPILERS_MILLIS, 1);
            System.out.printf("the compilers have warmed up: accept, %.0f per second%n", warm.perSecond());
            held(load, COMPILERS_MILLIS / 5, RECIPIENTS);
            accept.run(ROUNDS, WARM_UP_MILLIS, LOAD_MILLIS);
            accept.report(
                    List.of(
                            new Ratio("accept-vs-pgbench", "accept", "pgbench, the same rows", 0.5),
                            new Ratio("accept-vs-postfix", "accept and deliver", "Postfix", 1.0)),
                    file);
            accept.appendCost(file, "accept-100-recipients-cost-vs-1", "accept, 100 recipients", "accept", 15);
            queueFull(load, file);
            delivery(load, file);
            large(file);
        }
    }

    private void queueFull(HttpLoad load, Path file) throws IOException, SQLException {
        Comparison few = new Comparison();
        few.add("signature", MessageBench::yardstick);
        few.add("accept", millis -> held(load, millis, 1));
        few.run(ROUNDS, LOAD_MILLIS, LOAD_MILLIS);
        double before = few.ratio("accept", "signature");
        fillQueue();
        Comparison many = new Comparison();
        many.add("signature", MessageBench::yardstick);
        many.add("accept, a million queued", millis -> held(load, millis, 1));
        many.run(ROUNDS, LOAD_MILLIS, LOAD_MILLIS);
        many.report(List.of(), file);
        Comparison.append(
                file,
                "accept-cost-1000000-queued-vs-0",
                before / many.ratio("accept, a million queued", "signature"),
                1.2);
        emptyQueue();
    }

    private void delivery(HttpLoad load, Path file) throws IOException {
        Comparison delivery = new Comparison();
        delivery.add("sign", MessageBench::yardstick);
        delivery.add("deliver", millis -> deliver(load));
        delivery.rounds(ROUNDS, LOAD_MILLIS);
        delivery.report(List.of(new Ratio("deliver-vs-signing-alone", "deliver", "sign", 0)), file);
        long resident = Platform.residentMiB("sending-service");
        if (resident > 0) {
            Comparison.append(file, "resident-mib-sending-service-vs-400", resident / 400.0, 1);
        }
    }

    /** Accepts much at once and tells how fast it leaves the queue again. */
    private Result deliver(HttpLoad load) {
        load.runCount(DELIVERED / RECIPIENTS, n -> message(RECIPIENTS));
        long begin = System.nanoTime();
        long waiting = count();
        awaitEmpty(MessageBench::queued);
        return new Result(waiting / ((System.nanoTime() - begin) / 1e9), 0);
    }

    /** Attachments of 18 MB, several at a time; a 503 is an answer, too: the sender is to come again. */
    private void large(Path file) throws IOException {
        String data = "x".repeat(LARGE_BYTES);
        Buffer body = message(
                        1,
                        new JsonObject()
                                .put("file_name", "large.txt")
                                .put("content_type", "text/plain")
                                .put("data", data))
                .toBuffer();
        HttpClient http = HttpClient.newHttpClient();
        Callable<Integer> sending = () -> send(http, body);
        all(LARGE, Collections.nCopies(LARGE * 2, sending));
        awaitEmpty(MessageBench::queued);
        long peak = ProcessMemory.peakMiB(Platform.pid("sending-service"));
        if (peak > 0) {
            Comparison.append(file, "resident-mib-sending-service-large-attachments-vs-400", peak / 400.0, 1);
        }
    }

    private Integer send(HttpClient http, Buffer body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + Platform.port(Platform.SENDING_SERVICE) + path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes()));
        asParent.forEach(request::header);
        while (true) {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                return answer.statusCode();
            }
            if (answer.statusCode() != 503) {
                throw new IOException(answer.statusCode() + " " + answer.body());
            }
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    private Request message(int recipientCount) {
        return request(message(recipientCount, null));
    }

    private Request request(JsonObject message) {
        return new Request(HttpMethod.POST, path, asParent, message.toBuffer(), 202);
    }

    /** Messages for tomorrow: nothing is delivered meanwhile. */
    private Result held(HttpLoad load, long millis, int recipientCount) {
        JsonObject tomorrow = new JsonObject()
                .put("first_attempt", Instant.now().plus(Duration.ofDays(1)).toString());
        Result result =
                load.run(millis, n -> request(message(recipientCount, null).put("schedule", tomorrow)));
        try (Connection connection = Platform.database("SENDING");
                Statement statement = connection.createStatement()) {
            statement.execute("delete from message_queue where account_id = '" + Platform.setting("PARENT_ACCOUNT_ID")
                    + "' and not ready and lease is null");
            statement.execute("vacuum message_queue");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return result;
    }

    private JsonObject message(int recipientCount, @Nullable JsonObject attachment) {
        JsonArray to = new JsonArray();
        IntStream.range(0, recipientCount).forEach(n -> to.add(new JsonObject().put("email", recipient())));
        JsonObject message = new JsonObject()
                .put("from", new JsonObject().put("email", "hello@" + DOMAIN).put("name", "Bench"))
                .put("recipients", to)
                .put("subject", "Your receipt")
                .put("text_content", TEXT);
        return attachment == null ? message : message.put("attachments", new JsonArray().add(attachment));
    }

    private String recipient() {
        return "r" + recipients.incrementAndGet() + "@receiver.example";
    }

    private SmtpLoad.Mail mail() {
        String to = recipient();
        String data = "From: Bench <hello@" + DOMAIN + ">\r\nTo: " + to
                + "\r\nSubject: Your receipt\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                + TEXT.replace("\n", "\r\n") + ".\r\n";
        return new SmtpLoad.Mail("hello@" + DOMAIN, to, data);
    }

    /** RSA-2048 signatures on all cores: what every delivered mail needs, whatever else it costs. */
    private static Result yardstick(long millis) {
        int threads = Runtime.getRuntime().availableProcessors();
        long begin = System.nanoTime();
        long deadline = begin + millis * 1_000_000;
        KeyPair pair = keys();
        Callable<Long> signing = () -> signatures(pair, deadline);
        long signed = all(threads, Collections.nCopies(threads, signing)).stream()
                .mapToLong(Long::longValue)
                .sum();
        return new Result(signed / ((System.nanoTime() - begin) / 1e9), 0);
    }

    private static long signatures(KeyPair pair, long deadline) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        long signed = 0;
        while (System.nanoTime() - deadline < 0) {
            signature.initSign(pair.getPrivate());
            signature.update(TEXT.getBytes(StandardCharsets.US_ASCII));
            if (signature.sign().length > 0) {
                signed++;
            }
        }
        return signed;
    }

    /** Runs them on so many threads; fails when one does. */
    private static <T> List<T> all(int threads, List<Callable<T>> tasks) {
        List<T> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (Future<T> done : pool.invokeAll(tasks)) {
                results.add(done.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return results;
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Queue {
        long length() throws IOException, SQLException;
    }

    private interface Load {
        Result run();
    }

    private static Result drained(Load load, Queue queue) {
        Result result = load.run();
        awaitEmpty(queue);
        return result;
    }

    private static void awaitEmpty(Queue queue) {
        long deadline = System.nanoTime() + LONGEST_DRAIN.toNanos();
        try {
            while (queue.length() > 0) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("a queue is not worked off");
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count() {
        try {
            return queued();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the bench's own messages, not of those that {@link #fillQueue} put there. */
    private static long queued() throws SQLException {
        try (Connection connection = Platform.database("SENDING");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from message_queue where account_id = '"
                        + Platform.setting("PARENT_ACCOUNT_ID") + "'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void verifyDomain() throws IOException, InterruptedException {
        String domains = "/v2/accounts/" + Platform.setting("PARENT_ACCOUNT_ID") + "/domains";
        JsonObject added = Platform.call(
                HttpMethod.POST,
                Platform.SENDING_SERVICE,
                domains,
                asParent,
                new JsonObject().put("domain", DOMAIN).toBuffer());
        for (Object record : added.getJsonArray("dns_records")) {
            Platform.publish((JsonObject) record);
        }
        JsonObject checked = Platform.call(
                HttpMethod.POST,
                Platform.SENDING_SERVICE,
                domains + "/" + DOMAIN + "/check-dns",
                asParent,
                Buffer.buffer());
        if (!checked.getBoolean("dns_valid")) {
            throw new IOException(DOMAIN + " is not verified: " + checked);
        }
    }

    /** Copies without partitions, which the service's own tables have: the floor has the least work. */
    private static void createFloorTables() throws SQLException {
        try (Connection connection = Platform.database("SENDING");
                Statement statement = connection.createStatement()) {
            for (String table : List.of("message_content", "message", "message_queue", "es_event")) {
                statement.execute("create table floor_" + table + " (like " + table + " including all)");
            }
        }
    }

    /** Content, message, queue and event of one recipient, in one transaction. */
    private static String script() {
        return """
                \\set n random(1, 1000000000)
                begin;
                insert into floor_message_content (keep_day, id, account_id, domain_id, sender_domain, from_address, subject,
                        text_body, headers, keep_until)
                values (current_date + 7, gen_random_uuid(), '%1$s', '%1$s', '%2$s', 'hello@%2$s', 'Your receipt', '%3$s', '{}',
                        now());
                insert into floor_message (keep_day, id, account_id, domain_id, content_id, content_keep_day, sender_domain,
                        sender, recipient, subject, tags, accepted_at, updated_at, content_keep_until, keep_until)
                values (current_date + 30, gen_random_uuid(), '%1$s', '%1$s', '%1$s', current_date, '%2$s', 'hello@%2$s',
                        'r' || :n::text || '@receiver.example', 'Your receipt', '{}', now(), now(), now(), now());
                insert into floor_message_queue (message_id, keep_day, account_id, content_id, content_keep_day, content_bytes,
                        ready, due_at)
                values (gen_random_uuid(), current_date, '%1$s', '%1$s', current_date, 1000, true, now());
                insert into floor_es_event (txid, position, event_id, type, version, time, payload, metadata, tags)
                values (pg_current_xact_id(), nextval('es_event_position'), gen_random_uuid(), 'sending.MessageSent', '1', now(),
                        '{"accountId":"%1$s","messageId":"<%1$s@%2$s>","domain":"%2$s"}', '{"actor":"%1$s"}', '{}');
                end;
                """.formatted(Platform.setting("PARENT_ACCOUNT_ID"), DOMAIN, TEXT.replace("\n", " "));
    }

    /** A million due messages of accounts that are suspended, so that nobody delivers them. */
    private static void fillQueue() throws SQLException {
        try (Connection connection = Platform.database("SENDING");
                Statement statement = connection.createStatement()) {
            statement.execute("insert into sender_account (account_id, suspended)"
                    + " select md5('bench' || n)::uuid, true from generate_series(1, 1000) n");
            statement.execute(
                    "insert into message_queue (message_id, keep_day, account_id, content_id, content_keep_day,"
                            + " content_bytes, ready, due_at) select gen_random_uuid(), current_date + 30,"
                            + " md5('bench' || 1 + n % 1000)::uuid, gen_random_uuid(), current_date + 7, 1000, true, now()"
                            + " from generate_series(1, " + QUEUED + ") n");
            statement.execute("vacuum analyze message_queue");
        }
    }

    private static void emptyQueue() throws SQLException {
        try (Connection connection = Platform.database("SENDING");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "delete from message_queue where account_id <> '" + Platform.setting("PARENT_ACCOUNT_ID") + "'");
            statement.execute("vacuum analyze message_queue");
        }
    }
}
