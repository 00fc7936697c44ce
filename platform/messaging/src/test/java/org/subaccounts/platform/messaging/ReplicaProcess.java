package org.subaccounts.platform.messaging;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.subaccounts.platform.localinfra.ChildProcesses;

/** A publisher or a consumer in a process of its own, made to be killed. */
final class ReplicaProcess {
    private enum Role {
        PUBLISHER,
        CONSUMER,
        GATHERER
    }

    private ReplicaProcess() {}

    static Process publisher(Address address) throws IOException {
        return start(Role.PUBLISHER, address);
    }

    static Process consumer(Address address) throws IOException {
        return start(Role.CONSUMER, address);
    }

    static Process gatherer(Address address) throws IOException {
        return start(Role.GATHERER, address);
    }

    private static Process start(Role role, Address address) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                ReplicaProcess.class.getName()));
        command.addAll(address.arguments());
        command.add(role.name());
        File log = Path.of("target", "replica-" + role.name().toLowerCase(Locale.ROOT) + ".log")
                .toFile();
        return ChildProcesses.start(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log)),
                ChildProcesses.Signal.TERM);
    }

    public static void main(String[] arguments) throws InterruptedException {
        Replica replica = new Replica(Address.of(arguments));
        switch (Role.valueOf(arguments[3])) {
            case PUBLISHER -> replica.publish();
            case CONSUMER -> new ConsumerLoop(replica);
            case GATHERER -> new ConsumerLoop(replica, true);
        }
        new CountDownLatch(1).await();
    }
}
