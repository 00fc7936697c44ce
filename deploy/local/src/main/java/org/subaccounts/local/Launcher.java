package org.subaccounts.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.localinfra.EmbeddedPostgresServer;
import org.subaccounts.platform.localinfra.InfrastructureException;

/**
 * Brings the whole platform up on this machine and keeps it up: infrastructure and entry port in this process, the four
 * services as its children. Setting by environment: PORT_BASE. A signal stops everything, services
 * first.
 */
public final class Launcher {
    private final Path artifacts;
    private final LocalDirectory directory;
    private final Ports ports;
    private final Progress progress = new Progress();
    private final List<ServiceProcess> services = new ArrayList<>();
    private @Nullable Infrastructure infrastructure;
    private @Nullable EntryPort entryPort;
    private boolean stopping;
    private volatile boolean wasReady;

    private Launcher(Path artifacts, LocalDirectory directory, Ports ports) {
        this.artifacts = artifacts;
        this.directory = directory;
        this.ports = ports;
    }

    /** Arguments: the directory of what is kept, and the one of the built artifacts. Exit code 1 and one line on failure. */
    public static void main(String[] arguments) throws Exception {
        try {
            LocalDirectory directory = LocalDirectory.create(Path.of(arguments[0]));
            Ports ports = Ports.parse(System.getenv().getOrDefault("PORT_BASE", "8080"));
            new Launcher(Path.of(arguments[1]).toAbsolutePath(), directory, ports).run();
        } catch (StartFailure | InfrastructureException e) {
            new Progress().failed(String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        try (FileChannel lock = FileChannel.open(
                directory.run().resolve("launcher.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (lock.tryLock() == null) {
                throw new StartFailure("the platform is up already");
            }
            Files.deleteIfExists(directory.ready());
            Files.writeString(directory.pid("launcher"), ProcessHandle.current().pid() + "\n");
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
            start();
            // starting leaves much behind; a full collection gives it back to the system
            System.gc();
            new CountDownLatch(1).await();
        }
    }

    private void start() throws IOException {
        requireArtifacts();
        EmbeddedPostgresServer.stopLeftOver(Infrastructure.postgresDirectory(directory));
        ports.requireFree();
        Secrets secrets = Secrets.loadOrCreate(directory.secrets());
        String issuerUrl = startInfrastructure(secrets);
        startServices(new ServiceEnvironment(ports, secrets, issuerUrl));
        String tokenUrl = issuerUrl + "/token";
        ParentAccount parent =
                ParentAccount.openOrRemember(directory.parentAccount(), "http://127.0.0.1:" + ports.entry(), tokenUrl);
        PlatformEnv environment = PlatformEnv.of(ports, secrets, parent, tokenUrl);
        environment.write(directory.platformEnv());
        progress.print(Banner.of(environment, parent, directory, progress.seconds()));
        Files.writeString(directory.ready(), "");
        wasReady = true;
    }

    private void requireArtifacts() {
        for (PlatformService service : PlatformService.values()) {
            if (!Files.exists(service.jar(artifacts))) {
                throw new StartFailure(service.artifact() + " is not built; make up builds it");
            }
        }
    }

    private String startInfrastructure(Secrets secrets) {
        Infrastructure starting;
        synchronized (this) {
            requireGoingOn();
            starting = new Infrastructure(directory, ports, secrets, progress);
            infrastructure = starting;
        }
        return starting.start();
    }

    private void startServices(ServiceEnvironment environment) throws IOException {
        synchronized (this) {
            requireGoingOn();
            for (PlatformService service : PlatformService.values()) {
                ServiceProcess process = new ServiceProcess(
                        service,
                        ports.of(service),
                        directory,
                        service.jar(artifacts),
                        environment.of(service),
                        progress);
                services.add(process);
                process.start();
            }
            Routes routes = Routes.load(artifacts.resolve("httproute.yaml"));
            entryPort = EntryPort.start(
                    ports.entry(),
                    routes,
                    Arrays.stream(PlatformService.values())
                            .collect(Collectors.toMap(PlatformService::artifact, ports::of)));
        }
        inParallel(services, process -> process::awaitReady);
        progress.say("the entry port is " + ports.entry());
    }

    /** Services first: what they still do needs PostgreSQL and Kafka. */
    private void stop() {
        List<ServiceProcess> running;
        EntryPort entry;
        Infrastructure servers;
        synchronized (this) {
            stopping = true;
            running = List.copyOf(services);
            entry = entryPort;
            servers = infrastructure;
        }
        try {
            forget(directory.ready());
            inParallel(running, process -> process::stop);
            if (entry != null) {
                entry.close();
            }
        } catch (RuntimeException e) {
            progress.failed("stopping: " + e.getMessage());
        } finally {
            if (servers != null) {
                servers.close();
            }
            forget(directory.pid("launcher"));
        }
        if (wasReady) {
            progress.say("stopped");
        }
    }

    private void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            progress.failed("cannot remove " + file + ": " + e.getMessage());
        }
    }

    private void requireGoingOn() {
        if (stopping) {
            throw new StartFailure("stopped while starting");
        }
    }

    private static <T> void inParallel(List<T> items, Function<T, Runnable> task) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(items.stream()
                            .map(item -> CompletableFuture.runAsync(task.apply(item), executor))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
