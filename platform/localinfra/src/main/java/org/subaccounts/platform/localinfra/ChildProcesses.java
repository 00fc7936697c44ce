package org.subaccounts.platform.localinfra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts processes that do not outlive this JVM, not even its kill -9: the kernel signals them (Linux, setpriv), elsewhere
 * a small shell watches both.
 */
public final class ChildProcesses {
    /** Signals by their names in kill(1). */
    public enum Signal {
        INT,
        TERM,
        QUIT,
        KILL
    }

    private static final String WATCH = """
            trap '' INT HUP
            while kill -0 "$1" 2>/dev/null; do kill -0 "$2" 2>/dev/null || exit 0; sleep 1; done
            kill -"$3" "$2" 2>/dev/null
            """;

    private static final Optional<Path> SETPRIV = Stream.of("/usr/bin/setpriv", "/bin/setpriv")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();

    // The kernel signals when the *thread* that started the child ends, so one thread that never ends starts them all.
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("process-starter").factory());

    private ChildProcesses() {}

    /** Starts the command; when this JVM dies, however, the child gets the signal. */
    public static Process start(ProcessBuilder builder, Signal whenOrphaned) throws IOException {
        return start(builder, whenOrphaned, SETPRIV);
    }

    /** As above, with the tool given, so that both ways can be tried on one machine. */
    static Process start(ProcessBuilder builder, Signal whenOrphaned, Optional<Path> setpriv) throws IOException {
        if (setpriv.isPresent()) {
            builder.command(signalledByKernel(builder.command(), whenOrphaned, setpriv.get()));
            return startOnStarterThread(builder);
        }
        Process child = startOnStarterThread(builder);
        new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        WATCH,
                        "watch",
                        Long.toString(ProcessHandle.current().pid()),
                        Long.toString(child.pid()),
                        whenOrphaned.name())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return child;
    }

    /** Sends the signal; a process that has gone meanwhile is no error. */
    public static void signal(long pid, Signal signal) {
        try {
            new ProcessBuilder("kill", "-" + signal.name(), Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(2, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new InfrastructureException("cannot run kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the process has ended; false after the time is over or when interrupted. */
    public static boolean awaitEnd(ProcessHandle process, long seconds) {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            return !process.isAlive();
        }
    }

    /** In a user namespace the wrapper comes second: entering one would clear the setting. */
    private static List<String> signalledByKernel(List<String> command, Signal signal, Path setpriv) {
        List<String> wrapped = new ArrayList<>(command);
        int at = command.size() > 2 && command.getFirst().equals("unshare") ? 2 : 0;
        wrapped.addAll(at, List.of(setpriv.toString(), "--pdeathsig", signal.name()));
        return wrapped;
    }

    private static Process startOnStarterThread(ProcessBuilder builder) throws IOException {
        try {
            return STARTER.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "cannot start " + String.join(" ", builder.command()),
                    Optional.ofNullable(e.getCause()).orElse(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting a process", e);
        }
    }
}
