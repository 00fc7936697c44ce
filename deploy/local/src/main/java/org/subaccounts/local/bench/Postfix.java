package org.subaccounts.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Postfix of its own as a peer: the installed program with a queue in the benchmark's directory, which hands everything to
 * the platform's mail sink. Needs root, as Postfix does.
 */
final class Postfix implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/postfix");
    private static final Path DAEMONS = Path.of("/usr/lib/postfix/sbin");
    private static final long COMMAND_SECONDS = 30;
    private static final List<String> PRIVATE_SERVICES = List.of(
            "rewrite",
            "bounce 0",
            "defer 0 bounce",
            "trace 0 bounce",
            "verify 1",
            "proxymap",
            "smtp",
            "relay - smtp",
            "error",
            "retry - error",
            "scache 1",
            "anvil 1",
            "discard",
            "tlsmgr 1");

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
        long files = 0;
        for (String queue : List.of("incoming", "active", "deferred", "maildrop")) {
            Path path = directory.resolve("spool").resolve(queue);
            if (Files.isDirectory(path)) {
                try (Stream<Path> found = Files.walk(path)) {
                    files += found.filter(Files::isRegularFile).count();
                }
            }
        }
        return files;
    }

    private void configure(int relayPort) throws IOException, InterruptedException {
        delete(directory);
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
        for (String service : PRIVATE_SERVICES) {
            String[] words = service.split(" ");
            lines.add("%s unix - - n - %s %s"
                    .formatted(words[0], words.length > 1 ? words[1] : "-", words[words.length > 2 ? 2 : 0]));
        }
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

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> found;
        try (Stream<Path> walked = Files.walk(directory)) {
            found = new ArrayList<>(walked.toList());
        }
        Collections.reverse(found);
        for (Path path : found) {
            Files.delete(path);
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
