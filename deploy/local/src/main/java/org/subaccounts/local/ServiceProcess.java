package org.subaccounts.local;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.localinfra.ChildProcesses;
import org.subaccounts.platform.localinfra.ChildProcesses.Signal;

/**
 * One service as a child process, from the artifact that production runs. Once it was up, it is started again when it
 * ends by itself, a bounded number of times.
 */
final class ServiceProcess {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final long STOP_SECONDS = 5;
    private static final int MAX_RESTARTS = 20;

    private final PlatformService service;
    private final int port;
    private final LocalDirectory directory;
    private final Path jar;
    private final Map<String, String> environment;
    private final Progress progress;
    private @Nullable Process process;
    private boolean stopping;
    private boolean wasReady;
    private int restarts;

    ServiceProcess(
            PlatformService service,
            int port,
            LocalDirectory directory,
            Path jar,
            Map<String, String> environment,
            Progress progress) {
        this.service = service;
        this.port = port;
        this.directory = directory;
        this.jar = jar;
        this.environment = environment;
        this.progress = progress;
    }

    /** Returns at once; the log of the run before is kept as .log.1. */
    synchronized void start() throws IOException {
        Path log = directory.log(service.artifact());
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        launch();
    }

    /** Returns when the service says that it is ready; fails at once when it has died. */
    void awaitReady() {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!isReady()) {
            if (!isAlive()) {
                throw new StartFailure(service.artifact() + " ended at its start: " + lastWords() + " (log: "
                        + directory.log(service.artifact()) + ")");
            }
            if (System.nanoTime() > deadline) {
                throw new StartFailure("%s is not ready after %d s: %s (log: %s)"
                        .formatted(
                                service.artifact(),
                                START_TIMEOUT.toSeconds(),
                                lastWords(),
                                directory.log(service.artifact())));
            }
            pause(200);
        }
        synchronized (this) {
            wasReady = true;
        }
        progress.say(service.artifact() + " is ready on port " + port);
    }

    /** Asks it to end; forces it after 5 seconds. */
    void stop() {
        Process running;
        synchronized (this) {
            stopping = true;
            running = process;
        }
        if (running == null) {
            return;
        }
        running.destroy();
        if (!ChildProcesses.awaitEnd(running.toHandle(), STOP_SECONDS)) {
            running.destroyForcibly();
        }
        try {
            Files.deleteIfExists(directory.pid(service.artifact()));
        } catch (IOException e) {
            progress.failed("cannot remove " + directory.pid(service.artifact()) + ": " + e.getMessage());
        }
    }

    private synchronized void launch() throws IOException {
        ProcessBuilder builder = ServiceCommand.process(service, jar)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.log(service.artifact()).toFile()));
        builder.environment().putAll(environment);
        // services are made for it, and one that hangs must not survive the launcher
        Process started = ChildProcesses.start(builder, Signal.KILL);
        process = started;
        Files.writeString(directory.pid(service.artifact()), started.pid() + "\n");
        Thread.ofVirtual()
                .name(service.artifact() + "-watch")
                .start(() -> ended(started.onExit().join()));
    }

    private void ended(Process ended) {
        synchronized (this) {
            if (stopping || !wasReady) {
                return;
            }
            restarts++;
            if (restarts > MAX_RESTARTS) {
                progress.failed(service.artifact() + " ended " + restarts + " times and is not started again");
                return;
            }
        }
        progress.failed(
                "%s ended (%d): %s; it is started again".formatted(service.artifact(), ended.exitValue(), lastWords()));
        pause(500);
        synchronized (this) {
            if (stopping) {
                return;
            }
            try {
                launch();
            } catch (IOException e) {
                progress.failed(service.artifact() + " cannot be started again: " + e.getMessage());
            }
        }
    }

    private synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    private boolean isReady() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/q/health/ready")
                            .toURL()
                            .openConnection();
            connection.setConnectTimeout(500);
            connection.setReadTimeout(2_000);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private String lastWords() {
        return LocalDirectory.lastWords(directory.log(service.artifact()));
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
