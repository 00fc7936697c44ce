package org.subaccounts.platform.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The run that this JVM's tests belong to: all forks with the same number of one Maven call, or this JVM alone when started by an
 * IDE. Forks that run at the same time have servers of their own: an open transaction holds back every tail of its PostgreSQL.
 */
record TestRun(Path directory, Path binariesDirectory, ProcessHandle owner) {
    private static final String MAVEN_MAIN_CLASS = "org.codehaus.plexus.classworlds.launcher.Launcher";

    static TestRun current() {
        ProcessHandle owner = maven().orElseGet(ProcessHandle::current);
        Path shared = root().resolve("target").resolve("testkit");
        String fork = System.getProperty("testkit.fork", "1");
        return new TestRun(shared.resolve("run-" + owner.pid() + "-" + fork), shared, owner);
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
