package org.subaccounts.local.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.subaccounts.platform.localinfra.Directories;

/**
 * A Postfix of its own as a peer: the installed program with a queue in the benchmark's directory, which hands everything to
 * the platform's mail sink. Needs root, as Postfix does.
 */
final class Postfix implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/postfix");
    private static final Path DAEMONS = Path.of("/usr/lib/postfix/sbin");
    private static final long COMMAND_SECONDS = 30;
    /** Name, most processes ({@code -}: the default), program. */
    private record Service(String name, String processes, String program) {
        String line() {
            return name + " unix - - n - " + processes + " " + program;
        }
    }

    private static final List<Service> SERVICES = List.of(
            new Service("rewrite", "-", "trivial-rewrite"),
            new Service("bounce", "0", "bounce"),
            new Service("defer", "0", "bounce"),
            new Service("trace", "0", "bounce"),
            new Service("verify", "1", "verify"),
            new Service("proxymap", "-", "proxymap"),
            new Service("smtp", "-", "smtp"),
            new Service("relay", "-", "smtp"),
            new Service("error", "-", "error"),
            new Service("retry", "-", "error"),
            new Service("discard", "-", "discard"),
            new Service("scache", "1", "scache"),
            new Service("anvil", "1", "anvil"),
            new Service("tlsmgr", "1", "tlsmgr"));

    private final Path directory;
    private final int port;

    private Postfix(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Fails with one line that says what is missing. */
    static Postfix start(Path directory, int port, int relayPort) throws IOException, InterruptedException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IOException(
                    "the benchmark of accepting messages needs Postfix as a peer: install the package postfix");
        }
        Postfix postfix = new Postfix(directory, port);
        postfix.configure(relayPort);
        postfix.command("start");
        return postfix;
    }

    int port() {
        return port;
    }

    /** Mails that wait to be handed on. */
    long queued() throws IOException {
        Counting files = new Counting();
        for (String queue : List.of("incoming", "active", "deferred", "maildrop")) {
            Files.walkFileTree(directory.resolve("spool").resolve(queue), files);
        }
        return files.count;
    }

    /** Of files that move while they are counted. */
    private static final class Counting extends SimpleFileVisitor<Path> {
        private long count;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            count++;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }

    private void configure(int relayPort) throws IOException, InterruptedException {
        Directories.delete(directory);
        Path configuration = Files.createDirectories(directory.resolve("etc"));
        Files.createDirectories(directory.resolve("spool"));
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(configuration.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/spool
                data_directory = %1$s/data
                command_directory = /usr/sbin
                daemon_directory = %2$s
                mail_owner = postfix
                setgid_group = postdrop
                myhostname = bench.localhost
                mydestination =
                local_recipient_maps =
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                mynetworks = 127.0.0.0/8
                smtpd_relay_restrictions = permit_mynetworks, reject
                smtpd_peername_lookup = no
                smtpd_client_connection_count_limit = 0
                smtpd_client_connection_rate_limit = 0
                relayhost = [127.0.0.1]:%3$d
                disable_dns_lookups = yes
                maillog_file = /var/log/postfix-bench.log
                """.formatted(directory, DAEMONS, relayPort));
        Files.write(configuration.resolve("master.cf"), services());
        run(List.of("chown", "postfix", data.toString()));
    }

    private List<String> services() {
        List<String> lines = new ArrayList<>(List.of(
                "127.0.0.1:" + port + " inet n - n - - smtpd",
                "pickup unix n - n 60 1 pickup",
                "cleanup unix n - n - 0 cleanup",
                "qmgr unix n - n 300 1 qmgr",
                "flush unix n - n 1000? 0 flush",
                "showq unix n - n - - showq",
                "postlog unix-dgram n - n - 1 postlogd"));
        SERVICES.forEach(service -> lines.add(service.line()));
        return lines;
    }

    private void command(String command) throws IOException, InterruptedException {
        run(List.of(PROGRAM.toString(), "-c", directory.resolve("etc").toString(), command));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(
                    String.join(" ", command) + " failed: Postfix as a peer needs root and its package whole");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            command("stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
