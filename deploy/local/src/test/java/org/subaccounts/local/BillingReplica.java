package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.localinfra.ChildProcesses;

/** One process of billing-service, from the artifact that production runs. It can be killed, stopped and frozen. */
final class BillingReplica implements AutoCloseable {
    /** The shortest that the broker allows: how long it waits for a member that is silent. */
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private static final Duration ORDERLY_STOP = Duration.ofSeconds(20);

    private final Map<String, String> environment;
    private final Path log;
    private final int port = TestPlatform.freePort();
    private @Nullable Process process;

    BillingReplica(Map<String, String> environment, Path log) {
        this.environment = environment;
        this.log = log;
    }

    /** Does nothing while it runs; a process that gave up at its start, with no database, is started again. */
    void start() throws IOException {
        if (isAlive()) {
            return;
        }
        Path jar = Repository.root().resolve("billing-service/target/quarkus-app/quarkus-run.jar");
        assertThat(jar).as("what is packaged").exists();
        ProcessBuilder builder = TestPlatform.startingFast(ServiceCommand.process(
                        PlatformService.BILLING,
                        jar,
                        "mp.messaging.connector.smallrye-kafka.session.timeout.ms=" + SESSION_TIMEOUT.toMillis()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("HTTP_HOST", "127.0.0.1");
        builder.environment().put("HTTP_PORT", Integer.toString(port));
        process = ChildProcesses.start(builder, ChildProcesses.Signal.KILL);
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** kill -9. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
            assertThat(ChildProcesses.awaitEnd(process.toHandle(), 10)).isTrue();
        }
    }

    /** SIGTERM, and waits for the end; one that is frozen hears it when it goes on. */
    void stop() {
        if (process != null) {
            process.destroy();
            thaw();
            assertThat(ChildProcesses.awaitEnd(process.toHandle(), ORDERLY_STOP.toSeconds()))
                    .as("ends orderly")
                    .isTrue();
        }
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        if (process == null || !process.isAlive()) {
            return;
        }
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor(5, TimeUnit.SECONDS))
                    .isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What the readiness check answers; 0 while nobody does. */
    HealthAnswer health() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            HttpResponse<String> answer = http.send(ready, HttpResponse.BodyHandlers.ofString());
            return new HealthAnswer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return new HealthAnswer(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    record HealthAnswer(int status, String body) {}

    List<String> lines() throws IOException {
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Override
    public void close() {
        kill();
    }
}
