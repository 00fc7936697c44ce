package org.subaccounts.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.subaccounts.local.bench.HttpLoad.Result;

/** PostgreSQL's own load generator as a floor: one script, run by a fixed number of clients. */
final class PgBench {
    private static final Path PROGRAM = Path.of("/usr/bin/pgbench");
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final int THREADS = 2;
    private static final long SLACK_SECONDS = 30;

    private final List<String> command;
    private final String password;

    private PgBench(List<String> command, String password) {
        this.command = command;
        this.password = password;
    }

    /** Of a service's database. Fails with one line that says what is missing. */
    static PgBench of(String service, int clients, String script) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IOException("the benchmark of accepting messages needs pgbench as a floor: install the package"
                    + " postgresql-contrib");
        }
        URI url = URI.create(Platform.setting("DATABASE_URL_" + service));
        String[] user = url.getUserInfo().split(":", 2);
        Path file = Path.of(Platform.setting("PLATFORM_DIRECTORY"), "pgbench.sql");
        Files.writeString(file, script);
        return new PgBench(
                List.of(
                        PROGRAM.toString(),
                        "--no-vacuum",
                        "--protocol=prepared",
                        "--client=" + clients,
                        "--jobs=" + THREADS,
                        "--file=" + file,
                        "--host=" + url.getHost(),
                        "--port=" + url.getPort(),
                        "--username=" + user[0],
                        url.getPath().substring(1)),
                user[1]);
    }

    /** Whole seconds, at least one. Transactions; pgbench tells no percentile. */
    Result run(long millis) {
        long seconds = Math.max(1, millis / 1_000);
        List<String> timed = new ArrayList<>(command);
        timed.add(1, "--time=" + seconds);
        ProcessBuilder builder = new ProcessBuilder(timed).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", password);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher rate = RATE.matcher(output);
            if (!process.waitFor(SLACK_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0 || !rate.find()) {
                throw new IOException("pgbench failed: " + output);
            }
            return new Result(Double.parseDouble(rate.group(1)), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
