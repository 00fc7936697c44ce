package org.subaccounts.platform.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.localinfra.Directories;
import org.subaccounts.platform.localinfra.InfrastructureException;

/** Finds the servers of this test run, or starts them; one process at a time, by a lock on a file. */
final class TestInfrastructureStarter {
    /** What belongs to a run, by the process that owns it. */
    private static final Pattern RUN = Pattern.compile("run-(\\d+)-.*");

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    private final TestRun run;

    private TestInfrastructureStarter(TestRun run) {
        this.run = run;
    }

    static Endpoints endpoints() {
        try {
            return new TestInfrastructureStarter(TestRun.current()).find();
        } catch (IOException e) {
            throw new InfrastructureException("the test infrastructure does not start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfrastructureException("interrupted while starting the test infrastructure", e);
        }
    }

    private Endpoints find() throws IOException, InterruptedException {
        return FileLocks.with(run.lock(), () -> {
            Endpoints running = running();
            return running == null ? start() : running;
        });
    }

    private @Nullable Endpoints running() throws IOException {
        if (!Files.exists(run.endpoints())) {
            return null;
        }
        Endpoints endpoints = Endpoints.read(run.endpoints());
        boolean alive =
                ProcessHandle.of(endpoints.pid()).filter(ProcessHandle::isAlive).isPresent();
        return alive ? endpoints : null;
    }

    private Endpoints start() throws IOException, InterruptedException {
        deleteRunsOfTheDead();
        Directories.delete(run.directory());
        Files.createDirectories(run.directory());
        Process process = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(run.log().toFile())
                .start();
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!Files.exists(run.endpoints())) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new InfrastructureException("the test infrastructure ended at its start: " + lastLines());
            }
            if (System.nanoTime() > deadline) {
                process.destroy();
                throw new InfrastructureException("the test infrastructure takes longer than %d s to start: %s"
                        .formatted(START_TIMEOUT.toSeconds(), lastLines()));
            }
        }
        return Endpoints.read(run.endpoints());
    }

    /** The class path of tests is longer than some systems' command lines, so it goes through a file. */
    private List<String> command() throws IOException {
        Path arguments = run.directory().resolve("arguments");
        String classPath = System.getProperty("java.class.path", "");
        Files.write(
                arguments,
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx160m",
                        "-Xshare:auto",
                        "-Djava.net.preferIPv4Stack=true",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        '"' + classPath.replace("\\", "\\\\") + '"',
                        TestInfrastructureServer.class.getName(),
                        run.directory().toString(),
                        run.binariesDirectory().toString(),
                        Long.toString(run.owner().pid())));
        Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
        return List.of(java.toString(), "@" + arguments);
    }

    /** A run whose server was killed could not delete its own data. */
    private void deleteRunsOfTheDead() throws IOException {
        try (Stream<Path> runs = Files.list(run.binariesDirectory())) {
            for (Path other : runs.toList()) {
                Matcher name = RUN.matcher(String.valueOf(other.getFileName()));
                if (name.matches() && !isAlive(name.group(1))) {
                    Directories.delete(other);
                }
            }
        }
    }

    private static boolean isAlive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    private String lastLines() throws IOException {
        List<String> lines = Files.readAllLines(run.log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
