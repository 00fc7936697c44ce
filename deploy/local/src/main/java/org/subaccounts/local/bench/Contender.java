package org.subaccounts.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.subaccounts.local.bench.HttpLoad.Result;
import org.subaccounts.platform.localinfra.ChildProcesses;
import org.subaccounts.platform.localinfra.ChildProcesses.Signal;
import org.subaccounts.platform.localinfra.ProcessMemory;

/**
 * A fresh process that works through the topic from its start. Its rate is taken between two marks inside of the run, by what it
 * has committed, so that starting up does not count.
 */
final class Contender implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST_RUN = Duration.ofMinutes(30);
    private static final long STOP_SECONDS = 20;

    private final Process process;

    /** How many events it has committed the effect of. */
    interface Committed {
        /** 0 while nobody answers. */
        long events() throws IOException, InterruptedException;
    }

    private Contender(Process process) {
        this.process = process;
    }

    static Contender start(String name, List<String> command, Map<String, String> environment) throws IOException {
        Path log = Path.of(Platform.setting("PLATFORM_DIRECTORY"), "logs", "projection-" + name + ".log");
        Files.deleteIfExists(log);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return new Contender(ChildProcesses.start(builder, Signal.KILL));
    }

    /** Events per second from the first moment at which {@code from} were committed to the first at which {@code to} were. */
    Result rate(String name, Committed committed, long from, long to) throws IOException, InterruptedException {
        long[] first = await(committed, from);
        Cpu before = Cpu.now(process.toHandle());
        long[] last = await(committed, to);
        Cpu used = Cpu.now(process.toHandle()).minus(before);
        long events = last[0] - first[0];
        double seconds = (last[1] - first[1]) / 1e9;
        System.out.printf(
                "%-28s %,12.0f per second; CPU seconds per million: %s%n",
                name, events / seconds, used.perMillion(events));
        return new Result(events / seconds, 0);
    }

    private long[] await(Committed committed, long wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_RUN.toNanos();
        while (true) {
            long events = committed.events();
            long now = System.nanoTime();
            if (events >= wanted) {
                return new long[] {events, now};
            }
            if (!process.isAlive() || now - deadline > 0) {
                throw new IOException("committed " + events + " of " + wanted + " events, and "
                        + (process.isAlive() ? "hangs" : "ended"));
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** The most memory that it ever had, in MiB; -1 where the system does not say (no /proc). */
    long peakMiB() throws IOException {
        return ProcessMemory.peakMiB(process.pid());
    }

    /** CPU time of the contender, of the launcher, which is the broker, and of PostgreSQL. */
    private record Cpu(Duration own, Duration broker, Duration postgres) {
        static Cpu now(ProcessHandle process) throws IOException {
            ProcessHandle launcher = ProcessHandle.of(Long.parseLong(
                            Files.readString(Path.of(Platform.setting("PLATFORM_DIRECTORY"), "run", "launcher.pid"))
                                    .strip()))
                    .orElseThrow();
            Duration postgres = launcher.descendants()
                    .filter(child -> child.info().command().orElse("").endsWith("/postgres"))
                    .map(Cpu::of)
                    .reduce(Duration.ZERO, Duration::plus);
            return new Cpu(of(process), of(launcher), postgres);
        }

        private static Duration of(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }

        Cpu minus(Cpu before) {
            return new Cpu(own.minus(before.own), broker.minus(before.broker), postgres.minus(before.postgres));
        }

        String perMillion(long events) {
            return "itself %.1f, broker %.1f, PostgreSQL %.1f"
                    .formatted(seconds(own, events), seconds(broker, events), seconds(postgres, events));
        }

        private static double seconds(Duration used, long events) {
            return used.toMillis() * 1_000.0 / events;
        }
    }

    /** Orderly, so that its consumer group is free at once. */
    @Override
    public void close() {
        process.destroy();
        if (!ChildProcesses.awaitEnd(process.toHandle(), STOP_SECONDS)) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
