package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.local.TestPlatform.Account;
import org.subaccounts.platform.testkit.AtOnce;

/**
 * Files of 18 MB, as text and in base64, from several accounts at once, taken in, delivered and read: what there is no memory for
 * has to come again, and the process stays within its memory and alive.
 */
class LargeMessagesFlowTest {
    private static final int FILE_BYTES = 18_000_000;
    private static final int ACCOUNTS = 4;
    private static final long MAX_RESIDENT_MIB = 400;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestPlatform platform;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** {@code digest}: of the file. */
    private record Sent(Account account, String id, String digest) {}

    LargeMessagesFlowTest(@TempDir Path directory) throws IOException {
        platform = new TestPlatform(directory)
                .start(PlatformService.ACCOUNT, PlatformService.KEY, PlatformService.SENDING);
    }

    @AfterEach
    void stop() {
        http.close();
        platform.close();
    }

    @Test
    void large_files_of_several_accounts_at_once_are_delivered_and_read_within_bounded_memory() throws IOException {
        Account parent = platform.openParent(true);
        List<Sent> sent = AtOnce.times(ACCOUNTS, i -> send(platform.newChild(parent), i)).stream()
                .flatMap(List::stream)
                .toList();
        assertThat(AtOnce.times(sent.size(), i -> digest(sent.get(i))))
                .isEqualTo(sent.stream().map(Sent::digest).toList());
        for (Sent one : sent) {
            Awaitility.await(one.id()).atMost(PATIENCE).until(() -> status(one).equals("Delivered"));
        }
        assertThat(platform.isAlive(PlatformService.SENDING))
                .as(platform.lastLines(PlatformService.SENDING))
                .isTrue();
        assertThat(platform.peakMiB(PlatformService.SENDING)).isLessThan(MAX_RESIDENT_MIB);
    }

    /** To two recipients each, every other one in base64. */
    private List<Sent> send(Account account, int number) {
        String domain = platform.verifiedDomain(account);
        byte[] file = letters(number);
        boolean base64 = number % 2 == 0;
        String body = """
                {"from":{"email":"news@%s"},"subject":"Large","text_content":"See the file",
                 "recipients":[{"email":"ann@example.org"},{"email":"bob@example.org"}],
                 "attachments":[{"base64":%s,"content_type":"text/plain","file_name":"large.txt","data":"%s"}]}""".formatted(
                domain,
                base64,
                base64 ? Base64.getEncoder().encodeToString(file) : new String(file, StandardCharsets.US_ASCII));
        HttpRequest request = request(account, "/messages")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        String digest = HexFormat.of().formatHex(sha256().digest(file));
        List<Sent> sent = new ArrayList<>();
        try (InputStream answer = answered(202, request)) {
            Api.JSON
                    .readTree(answer)
                    .path("data")
                    .forEach(message ->
                            sent.add(new Sent(account, message.path("id").asText(), digest)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(sent).hasSize(2);
        return sent;
    }

    private static byte[] letters(int seed) {
        byte[] letters = new byte[FILE_BYTES];
        Random random = new Random(seed);
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) ('a' + random.nextInt(26));
        }
        return letters;
    }

    /** Of the file in the message as it is read. */
    private String digest(Sent sent) {
        MessageDigest digest = sha256();
        try (InputStream answer = answered(200, read(sent));
                JsonParser json = Api.JSON.createParser(answer);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            boolean inAttachments = false;
            while (json.nextToken() != null) {
                inAttachments |= "attachments".equals(json.currentName());
                if (inAttachments && "content".equals(json.currentName()) && json.hasToken(JsonToken.VALUE_STRING)) {
                    json.readBinaryValue(out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private HttpRequest read(Sent sent) {
        return request(sent.account(), "/messages/" + bare(sent)).build();
    }

    private String status(Sent sent) {
        return platform
                .api()
                .call(
                        "GET",
                        "/v2/accounts/" + sent.account().id() + "/messages?limit=100",
                        sent.account().key(),
                        "")
                .is(200)
                .body()
                .path("data")
                .findParents("message_id")
                .stream()
                .filter(message -> message.path("message_id").asText().contains(bare(sent)))
                .findFirst()
                .orElseThrow()
                .path("status")
                .asText();
    }

    /** A Message-ID without its brackets and domain. */
    private static String bare(Sent sent) {
        return sent.id().replaceAll("[<>]|@.*", "");
    }

    private HttpRequest.Builder request(Account account, String path) {
        return HttpRequest.newBuilder(platform.api().uri("/v2/accounts/" + account.id() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + account.key())
                .header("Content-Type", "application/json");
    }

    /** Comes again for as long as it is told to. */
    private InputStream answered(int expected, HttpRequest request) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            HttpResponse<InputStream> answer = sent(request);
            if (answer.statusCode() == expected) {
                return answer.body();
            }
            try (InputStream in = answer.body()) {
                assertThat(answer.statusCode())
                        .as(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(503);
            }
            Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        }
        throw new AssertionError("told to come again for " + PATIENCE + ": " + request);
    }

    private HttpResponse<InputStream> sent(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new IOException(platform.lastLines(PlatformService.SENDING), e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
