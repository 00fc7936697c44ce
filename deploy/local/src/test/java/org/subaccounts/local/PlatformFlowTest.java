package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole platform, started by the commands that people use, from the artifacts that production runs. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformFlowTest {
    private static final Duration DOWN = Duration.ofSeconds(10);

    private static Path directory = Path.of("");
    private static int portBase;

    private record Ended(int exitCode, String output, Duration took) {}

    @BeforeAll
    static void chooseAPlace(@TempDir Path temporary) {
        directory = temporary.resolve("local");
        portBase = freePortBase();
    }

    @AfterAll
    static void stopWhateverIsLeft() throws Exception {
        run("down");
    }

    @Test
    @Order(1)
    void a_port_in_use_is_one_clear_line_and_nothing_is_started() throws Exception {
        try (ServerSocket taken = new ServerSocket(portBase + 3, 1, InetAddress.getLoopbackAddress())) {
            Ended up = run("up");

            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.output().lines().toList())
                    .singleElement()
                    .asString()
                    .contains("port " + taken.getLocalPort() + " (billing-service) is in use", "PORT_BASE");
            assertThat(processes()).isEmpty();
        }
    }

    @Test
    @Order(2)
    void it_comes_up_and_shows_the_secret_once() throws Exception {
        Ended up = run("up");

        assertThat(up.exitCode()).as(up.output()).isZero();
        assertThat(up.output()).contains("The platform is up", environment().get("PARENT_SECRET"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("platform.env"))))
                .isEqualTo("rw-------");
    }

    @Test
    @Order(3)
    void it_says_that_it_is_up_already() throws Exception {
        Ended again = run("up");

        assertThat(again.exitCode()).isZero();
        assertThat(again.output()).startsWith("The platform is up").contains("http://127.0.0.1:" + portBase);
    }

    @Test
    @Order(4)
    void the_sub_account_flow_works() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try (ApiClient client = new ApiClient()) {
            new SubAccountFlow(
                            environment(),
                            new Narrator(new PrintStream(told, true, StandardCharsets.UTF_8), false),
                            client)
                    .run();
        } catch (StartFailure e) {
            throw new AssertionError(told.toString(StandardCharsets.UTF_8) + "\n" + e.getMessage(), e);
        }
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("its volume is kept under removed_sub_accounts");
    }

    @TestFactory
    @Order(4)
    Stream<DynamicTest> the_api_answers_as_documented() throws Exception {
        return new ApiChecks(environment()).tests();
    }

    @Test
    @Order(5)
    void every_event_of_accounts_members_keys_and_limits_is_sent_as_documented() throws Exception {
        new Lifecycle(environment()).everyEvent();
        new Lifecycle(environment()).reachALimit();

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        PublishedEventsCheck.typesSeen(environment().get("KAFKA_BOOTSTRAP")))
                .containsAll(Lifecycle.TYPES));
    }

    @Test
    @Order(6)
    void a_killed_launcher_leaves_no_process_behind() throws Exception {
        List<ProcessHandle> before = processes();
        assertThat(before).hasSizeGreaterThanOrEqualTo(6);

        ProcessHandle.of(pid("launcher")).orElseThrow().destroyForcibly();

        Awaitility.await().atMost(DOWN).untilAsserted(() -> assertThat(alive(before))
                .isEmpty());
    }

    @Test
    @Order(7)
    void data_survive_and_the_secret_is_not_shown_again() throws Exception {
        String parent = environment().get("PARENT_ACCOUNT_ID");

        Ended up = run("up");

        assertThat(up.exitCode()).as(up.output()).isZero();
        assertThat(environment().get("PARENT_ACCOUNT_ID")).isEqualTo(parent);
        assertThat(up.output()).contains(parent).doesNotContain(environment().get("PARENT_SECRET"));
        try (ApiClient client = new ApiClient()) {
            String url = environment().get("BASE_URL") + "/v2/accounts/" + parent + "/sub-accounts/usage";
            assertThat(client.get(url, environment().get("PARENT_SECRET"))
                            .body()
                            .at("/removed_sub_accounts/reception_count")
                            .asLong())
                    .isEqualTo(2);
        }
    }

    @Test
    @Order(8)
    void it_goes_down_in_time_and_leaves_no_process_behind() throws Exception {
        List<ProcessHandle> before = processes();

        Ended down = run("down");

        assertThat(down.exitCode()).isZero();
        assertThat(down.took()).isLessThan(DOWN);
        assertThat(alive(before)).isEmpty();
        assertThat(run("down").output()).contains("The platform is not up.");
    }

    private static PlatformEnv environment() throws IOException {
        return PlatformEnv.read(directory.resolve("platform.env"));
    }

    private static long pid(String process) throws IOException {
        return Long.parseLong(Files.readString(directory.resolve("run").resolve(process + ".pid"))
                .trim());
    }

    /** The launcher, what it started, and what that started. */
    private static List<ProcessHandle> processes() throws IOException {
        if (!Files.exists(directory.resolve("run").resolve("launcher.pid"))) {
            return List.of();
        }
        return ProcessHandle.of(pid("launcher")).filter(ProcessHandle::isAlive).stream()
                .flatMap(launcher -> Stream.concat(Stream.of(launcher), launcher.descendants()))
                .toList();
    }

    /** One that has ended, but whose new parent has not looked yet, has no command any more. */
    private static List<ProcessHandle> alive(List<ProcessHandle> processes) {
        return processes.stream()
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().isPresent())
                .toList();
    }

    private static Ended run(String command) throws Exception {
        long start = System.nanoTime();
        Path output = Files.createTempFile("platform", ".out");
        ProcessBuilder builder = new ProcessBuilder(Repository.root()
                        .resolve("deploy/local/bin")
                        .resolve(command)
                        .toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PLATFORM_DIRECTORY", directory.toString());
        builder.environment().put("PORT_BASE", Integer.toString(portBase));
        builder.environment().put("SKIP_BUILD", "1");
        builder.environment().put("RATE_LIMIT_REQUESTS_PER_SECOND", "10000");
        builder.environment().put("RATE_LIMIT_REQUEST_BURST", "10000");
        builder.environment().remove("FRESH");
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(command + " ends").isTrue();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        String text = Files.readString(output);
        Files.delete(output);
        return new Ended(process.exitValue(), text, took);
    }

    /** Below the range from which systems choose ports for outgoing connections. */
    private static int freePortBase() {
        while (true) {
            int base = ThreadLocalRandom.current().nextInt(12_000, 30_000);
            List<AutoCloseable> taken = new ArrayList<>();
            try {
                for (int port = base; port < base + 18; port++) {
                    taken.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                    taken.add(new DatagramSocket(port, InetAddress.getLoopbackAddress()));
                }
                return base;
            } catch (IOException e) {
                assertThat(e).isNotNull();
            } finally {
                closeAll(taken);
            }
        }
    }

    private static void closeAll(List<AutoCloseable> sockets) {
        for (AutoCloseable socket : sockets) {
            try {
                socket.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
