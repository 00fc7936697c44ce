package org.subaccounts.platform.localinfra;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** One Kafka node (KRaft broker and controller) in this JVM on 127.0.0.1; topics are created by name, never by use. */
public final class KafkaBroker implements AutoCloseable {
    private static final String NODE_ID = "1";
    private static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final long STOP_SECONDS = 6;
    /** What a read model is rebuilt from must not go away. */
    private static final Map<String, String> KEPT_FOR_EVER = Map.of("retention.ms", "-1");

    static {
        // Kafka asks log4j for loggers whose levels could be changed; without an implementation it should do so
        // silently
        System.setProperty("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
    }

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private KafkaBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts on the data of an earlier run, or with none. Returns before the broker answers: {@link #createTopics} waits. */
    public static KafkaBroker start(Path directory, int port, int controllerPort) {
        try {
            formatIfNew(directory);
            KafkaRaftServer server = new KafkaRaftServer(
                    new KafkaConfig(configuration(directory, port, controllerPort), false), Time.SYSTEM);
            server.startup();
            return new KafkaBroker(server, "127.0.0.1:" + port);
        } catch (Exception e) {
            throw new InfrastructureException("Kafka does not start: " + e.getMessage(), e);
        }
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Creates the topics that are not there yet, and waits until they are. */
    public void createTopics(Collection<String> names, int partitions) {
        createTopics(bootstrapServers, names, partitions);
    }

    /** The same at a broker that runs elsewhere. */
    public static void createTopics(String bootstrapServers, Collection<String> names, int partitions) {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers,
                "default.api.timeout.ms", "30000",
                "request.timeout.ms", "10000"))) {
            List<NewTopic> topics = names.stream()
                    .map(name -> new NewTopic(name, partitions, (short) 1).configs(KEPT_FOR_EVER))
                    .toList();
            for (var created : admin.createTopics(topics).values().entrySet()) {
                awaitCreated(
                        created.getKey(), created.getValue().toCompletionStage().toCompletableFuture());
            }
        }
    }

    private static void awaitCreated(String topic, java.util.concurrent.Future<?> created) {
        try {
            created.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new InfrastructureException("cannot create topic " + topic, e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfrastructureException("interrupted while creating topic " + topic, e);
        }
    }

    /** Stops orderly, waiting at most 6 seconds. */
    @Override
    public void close() {
        Thread stopping = Thread.ofPlatform().daemon().name("kafka-stop").start(() -> {
            server.shutdown();
            server.awaitShutdown();
        });
        try {
            stopping.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The directory appears by one rename, so that a kill in between leaves nothing half made. */
    private static void formatIfNew(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        Path unfinished = sibling(directory, ".formatting");
        Directories.delete(unfinished);
        Directories.delete(directory);
        Files.createDirectories(unfinished);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(Integer.parseInt(NODE_ID))
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setControllerListenerName(CONTROLLER_LISTENER)
                .setMetadataLogDirectory(unfinished.toString())
                .addDirectory(unfinished.toString())
                .run();
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path sibling(Path directory, String suffix) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("no place for Kafka's data: " + directory);
        }
        Files.createDirectories(parent);
        return parent.resolve(directory.getFileName() + suffix);
    }

    private static Map<String, String> configuration(Path directory, int port, int controllerPort) {
        String broker = "PLAINTEXT://127.0.0.1:" + port;
        String controller = "127.0.0.1:" + controllerPort;
        Map<String, String> configuration = new HashMap<>();
        configuration.put("process.roles", "broker,controller");
        configuration.put("node.id", NODE_ID);
        configuration.put("controller.quorum.voters", NODE_ID + "@" + controller);
        configuration.put("controller.listener.names", CONTROLLER_LISTENER);
        configuration.put("listeners", broker + "," + CONTROLLER_LISTENER + "://" + controller);
        configuration.put("advertised.listeners", broker);
        configuration.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        configuration.put("inter.broker.listener.name", "PLAINTEXT");
        configuration.put("log.dirs", directory.toString());
        configuration.put("auto.create.topics.enable", "false");
        configuration.put("num.partitions", "3");
        singleNode(configuration);
        small(configuration);
        return configuration;
    }

    private static void singleNode(Map<String, String> configuration) {
        configuration.put("default.replication.factor", "1");
        configuration.put("min.insync.replicas", "1");
        configuration.put("offsets.topic.replication.factor", "1");
        configuration.put("offsets.topic.num.partitions", "1");
        configuration.put("transaction.state.log.replication.factor", "1");
        configuration.put("transaction.state.log.min.isr", "1");
        configuration.put("transaction.state.log.num.partitions", "1");
        configuration.put("share.coordinator.state.topic.replication.factor", "1");
        configuration.put("share.coordinator.state.topic.min.isr", "1");
        configuration.put("share.coordinator.state.topic.num.partitions", "1");
        // nobody else joins late, and a restart should not wait for the old registration to run out
        configuration.put("group.initial.rebalance.delay.ms", "0");
        configuration.put("broker.session.timeout.ms", "2000");
        configuration.put("broker.heartbeat.interval.ms", "500");
    }

    private static void small(Map<String, String> configuration) {
        configuration.put("num.network.threads", "1");
        configuration.put("num.io.threads", "2");
        configuration.put("background.threads", "2");
        configuration.put("group.coordinator.threads", "1");
        configuration.put("share.coordinator.threads", "1");
        configuration.put("num.recovery.threads.per.data.dir", "1");
        configuration.put("log.cleaner.dedupe.buffer.size", "2097152");
        configuration.put("log.index.size.max.bytes", "1048576");
        configuration.put("socket.request.max.bytes", "33554432");
    }
}
