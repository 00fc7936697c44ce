package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.localinfra.ChildProcesses;
import org.subaccounts.platform.localinfra.KafkaBroker;

/** A Kafka broker in a process of its own, which can be killed and started again on its data. */
final class KafkaBrokerProcess implements AutoCloseable {
    private final Path directory;
    private final int port = TestPlatform.freePort();
    private final int controllerPort = TestPlatform.freePort();
    private @Nullable Process process;

    KafkaBrokerProcess(Path directory) {
        this.directory = directory;
    }

    /** Arguments: directory of the data, port, port of the controller. */
    public static void main(String[] arguments) throws InterruptedException {
        KafkaBroker broker = KafkaBroker.start(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        try (broker) {
            new CountDownLatch(1).await();
        }
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Returns before the broker answers; does nothing while it runs. */
    void start() throws IOException {
        if (process != null && process.isAlive()) {
            return;
        }
        Files.createDirectories(directory);
        // the class path of tests is longer than some systems' command lines, so it goes through a file
        Path arguments = directory.resolve("arguments");
        Files.write(
                arguments,
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Djava.net.preferIPv4Stack=true",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        '"' + System.getProperty("java.class.path").replace("\\", "\\\\") + '"',
                        KafkaBrokerProcess.class.getName(),
                        directory.resolve("data").toString(),
                        Integer.toString(port),
                        Integer.toString(controllerPort)));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("kafka.log").toFile()));
        process = ChildProcesses.start(builder, ChildProcesses.Signal.KILL);
    }

    /** kill -9. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
            assertThat(ChildProcesses.awaitEnd(process.toHandle(), 10)).isTrue();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
