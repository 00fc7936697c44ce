package org.subaccounts.platform.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The servers that this JVM's tests use: those of one Maven call, or its own when started by an IDE. JVMs that run at the same
 * time have different ones, for an open transaction holds back every tail of its PostgreSQL; one that comes later uses those of
 * one that has ended.
 */
record TestRun(Path directory, Path binariesDirectory, ProcessHandle owner) {
    private static final String MAVEN_MAIN_CLASS = "org.codehaus.plexus.classworlds.launcher.Launcher";
    /** The number of no process. */
    private static final long NOBODY = -1;

    static TestRun current() throws IOException, InterruptedException {
        ProcessHandle owner = maven().orElseGet(ProcessHandle::current);
        Path shared = root().resolve("target").resolve("testkit");
        Files.createDirectories(shared);
        String name = "run-" + owner.pid() + "-";
        int number = FileLocks.with(
                shared.resolve(name + "users.lock"),
                () -> number(shared, name, ProcessHandle.current().pid()));
        return new TestRun(shared.resolve(name + number), shared, owner);
    }

    /** That of this process, or else the first that no living one has. */
    static int number(Path shared, String name, long process) throws IOException {
        int free = 0;
        for (int number = 1; ; number++) {
            long user = user(userFile(shared, name, number));
            if (user == process) {
                return number;
            }
            if (free == 0 && !isAlive(user)) {
                free = number;
            }
            if (user == NOBODY) {
                break;
            }
        }
        Files.writeString(userFile(shared, name, free), Long.toString(process));
        return free;
    }

    private static boolean isAlive(long process) {
        return process != NOBODY
                && ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
    }

    private static Path userFile(Path shared, String name, int number) {
        return shared.resolve(name + number + ".pid");
    }

    private static long user(Path file) throws IOException {
        return Files.exists(file) ? Long.parseLong(Files.readString(file)) : NOBODY;
    }

    Path endpoints() {
        return directory.resolve("endpoints.properties");
    }

    /** Beside the directory: it stays when the servers could not start. */
    Path log() {
        return directory.resolveSibling(directory.getFileName() + ".log");
    }

    Path lock() {
        return directory.resolveSibling(directory.getFileName() + ".lock");
    }

    /** Surefire may put a shell between Maven and the JVM of the tests. */
    private static Optional<ProcessHandle> maven() {
        Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
        while (ancestor.isPresent()) {
            if (ancestor.get().info().commandLine().orElse("").contains(MAVEN_MAIN_CLASS)) {
                return ancestor;
            }
            ancestor = ancestor.get().parent();
        }
        return Optional.empty();
    }

    private static Path root() {
        String given = System.getProperty("maven.multiModuleProjectDirectory", "");
        if (!given.isEmpty() && !given.startsWith("${")) {
            return Path.of(given);
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("mvnw"))) {
                return directory;
            }
        }
        return start;
    }
}
