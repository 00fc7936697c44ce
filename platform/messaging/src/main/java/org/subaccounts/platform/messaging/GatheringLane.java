package org.subaccounts.platform.messaging;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;
import org.subaccounts.platform.messaging.ConsumerStatus.Assignment;

/**
 * The work in progress of one gathering consumer: one transaction under way, and what has come since. Everything happens on
 * one thread of its own. What was gathered for an assignment is kept until it is stored, or dropped when somebody else moved
 * a position: then the consumer rejoins its group, and reads on from what is stored.
 */
final class GatheringLane implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(GatheringLane.class);
    private static final int NO_GENERATION = Integer.MIN_VALUE;
    private static final long SHORTEST_BACK_OFF_MILLIS = 100;
    private static final long LONGEST_BACK_OFF_MILLIS = 5_000;
    /** Records older than this are a backlog: one large transaction for many of them is worth a wait. */
    private static final long LATE_MILLIS = 2_000;

    static final long BACKLOG_PAUSE_MILLIS = 4_000;
    /** Fewer that were gathered are no backlog, however old the clock of their producer makes them. */
    private static final int BACKLOG_RECORDS = 100;

    private static final long ANSWER_SECONDS = 30;

    /** What a transaction moves: from where the positions are stored to where the gathered records end. */
    private record Store(
            Gathering gathering,
            Map<TopicPartition, Position> from,
            Map<TopicPartition, Position> to,
            Map<TopicPartition, Long> newestMillis,
            int events,
            int duplicates) {}

    private final String consumer;
    private final GatheringStore store;
    private final ConsumerStatus status;
    private final Supplier<? extends Gathering> empty;
    private final Runnable rejoin;
    private final ScheduledExecutorService thread;

    // from here on: used on the thread only
    private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
    private final Map<TopicPartition, Position> stored = new HashMap<>();
    private final List<Runnable> waiting = new ArrayList<>(2);
    private Gathering open;
    private int openEvents;
    private int openDuplicates;
    private final Map<TopicPartition, Long> newestMillis = new HashMap<>();
    private boolean pausing;
    private @Nullable Store underWay;
    private int generation = NO_GENERATION;
    private boolean abandoned;
    private long backOffMillis = SHORTEST_BACK_OFF_MILLIS;

    /** {@code rejoin}: makes the consumer leave its assignment and get a new one, of another generation. */
    GatheringLane(
            String consumer,
            GatheringStore store,
            ConsumerStatus status,
            Supplier<? extends Gathering> empty,
            Runnable rejoin) {
        this.consumer = consumer;
        this.store = store;
        this.status = status;
        this.empty = empty;
        this.rejoin = rejoin;
        this.open = empty.get();
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("gather-" + consumer).factory());
    }

    /**
     * Completes when the records were taken up and there is room for more; they are stored a little later. {@code batchGeneration}:
     * of the group when they were polled. Batches come one after the other.
     */
    Uni<Void> take(ConsumerRecords<String, byte[]> records, int batchGeneration) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        run(taken, () -> take(records, batchGeneration, taken));
        return Uni.createFrom().completionStage(taken);
    }

    private void take(ConsumerRecords<String, byte[]> records, int batchGeneration, CompletableFuture<Void> taken) {
        if (batchGeneration == generation && abandoned) {
            taken.complete(null); // comes again to whoever has the partitions now
            return;
        }
        if (batchGeneration != generation) {
            if (underWay != null) {
                waiting.add(() -> take(records, batchGeneration, taken));
                return;
            }
            begin(batchGeneration);
        }
        List<TopicPartition> unknown = records.partitions().stream()
                .filter(partition -> !progress.containsKey(partition))
                .toList();
        if (unknown.isEmpty()) {
            takeUp(records, batchGeneration, taken);
        } else {
            load(unknown, taken, () -> take(records, batchGeneration, taken));
        }
    }

    private void begin(int newGeneration) {
        generation = newGeneration;
        abandoned = false;
        progress.clear();
        stored.clear();
        forget();
    }

    private void forget() {
        open = empty.get();
        openEvents = 0;
        openDuplicates = 0;
        newestMillis.clear();
    }

    private void load(Collection<TopicPartition> partitions, CompletableFuture<Void> taken, Runnable then) {
        var unused = loaded(partitions)
                .whenComplete((found, failure) -> run(taken, () -> {
                    if (failure != null) {
                        failed(failure);
                        later(taken, () -> load(partitions, taken, then));
                        return;
                    }
                    for (TopicPartition partition : partitions) {
                        Position position = ConsumerPositions.at(found, partition);
                        stored.put(partition, position);
                        progress.put(partition, new PartitionProgress(position));
                    }
                    then.run();
                }));
    }

    private CompletionStage<Map<TopicPartition, Position>> loaded(Collection<TopicPartition> partitions) {
        return store.load(consumer, partitions)
                .toCompletableFuture()
                .copy()
                .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private void takeUp(ConsumerRecords<String, byte[]> records, int batchGeneration, CompletableFuture<Void> taken) {
        try {
            requireNotRefused(records);
            add(records);
        } catch (RuntimeException e) {
            failed(e);
            store();
            // what was added before is passed over then
            later(taken, () -> take(records, batchGeneration, taken));
            return;
        }
        storeUnlessMoreIsThere();
        if (open.isFull()) {
            waiting.add(() -> taken.complete(null));
        } else {
            taken.complete(null);
        }
    }

    private void requireNotRefused(ConsumerRecords<String, byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            String refusal = status.refusal(new Assignment(consumer, partition));
            if (refusal != null) {
                throw new PositionRefusedException(refusal);
            }
        }
    }

    private void add(ConsumerRecords<String, byte[]> records) {
        int duplicates = 0;
        for (TopicPartition partition : records.partitions()) {
            PartitionProgress of = progressOf(partition);
            for (ConsumerRecord<String, byte[]> polled : records.records(partition)) {
                EventRecord record = EventRecord.of(polled);
                if (of.isNew(record)) {
                    open.add(record);
                    of.take(record);
                    openEvents++;
                } else {
                    of.drop(record);
                    duplicates++;
                }
            }
            Reduction.moveBehindMarkers(records, partition, of);
            newestMillis.put(partition, records.records(partition).getLast().timestamp());
        }
        openDuplicates += duplicates; // only when all of it was taken: a batch that fails comes here again
    }

    private PartitionProgress progressOf(TopicPartition partition) {
        PartitionProgress of = progress.get(partition);
        if (of == null) {
            throw new IllegalStateException("the position of " + partition + " was not loaded");
        }
        return of;
    }

    private boolean isLate() {
        long newest =
                newestMillis.values().stream().mapToLong(Long::longValue).max().orElse(Long.MAX_VALUE);
        return newest < System.currentTimeMillis() - LATE_MILLIS;
    }

    private void storeUnlessMoreIsThere() {
        if (open.isFull() || !isLate() || openEvents + openDuplicates < BACKLOG_RECORDS) {
            store();
        } else if (!pausing && underWay == null) {
            pausing = true;
            var unused = thread.schedule(
                    guarded(null, () -> {
                        pausing = false;
                        store();
                    }),
                    BACKLOG_PAUSE_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Sends what is gathered, unless a transaction is under way: then it goes on growing. Nothing of an abandoned assignment:
     * what was gathered for it is forgotten, and moving its positions would pass that over.
     */
    private void store() {
        if (underWay != null || abandoned) {
            return;
        }
        Map<TopicPartition, Position> from = new HashMap<>();
        Map<TopicPartition, Position> to = new HashMap<>();
        stored.forEach((partition, position) -> {
            PartitionProgress of = progressOf(partition);
            if (of.nextOffset() > position.nextOffset()) {
                from.put(partition, position);
                to.put(partition, of.position());
            }
        });
        if (!to.isEmpty()) {
            Store next = new Store(open, from, to, Map.copyOf(newestMillis), openEvents, openDuplicates);
            underWay = next;
            forget();
            send(next);
        }
    }

    private void send(Store moved) {
        CompletionStage<Void> committed;
        try {
            committed = store.store(consumer, moved.gathering, moved.from, moved.to);
        } catch (RuntimeException e) {
            committed = CompletableFuture.failedFuture(e);
        }
        var unused = committed.whenComplete((done, failure) -> run(null, () -> sent(moved, failure)));
    }

    private void sent(Store moved, @Nullable Throwable failure) {
        if (failure == null) {
            stored(moved);
        } else if (unwrap(failure) instanceof PgException answer
                && EventConsumer.POSITION_MOVED.equals(answer.getSqlState())) {
            look(moved);
        } else {
            failed(failure);
            later(null, () -> send(moved));
        }
    }

    /** An earlier attempt may have committed though its answer was lost; otherwise somebody else has the partitions. */
    private void look(Store moved) {
        var unused = loaded(moved.to.keySet())
                .whenComplete((found, failure) -> run(null, () -> {
                    if (failure != null) {
                        failed(failure);
                        later(null, () -> look(moved));
                    } else if (offsets(found).equals(offsets(moved.to))) {
                        stored(moved);
                    } else {
                        LOG.infof(
                                "consumer %s: its positions were moved by somebody else; joining its group again",
                                consumer);
                        abandoned = true;
                        forget();
                        rejoin.run();
                        done();
                    }
                }));
    }

    private static Map<TopicPartition, Long> offsets(Map<TopicPartition, Position> positions) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        positions.forEach((partition, position) -> offsets.put(partition, position.nextOffset()));
        return offsets;
    }

    private void stored(Store moved) {
        stored.putAll(moved.to);
        moved.newestMillis.forEach((partition, millis) -> status.reached(new Assignment(consumer, partition), millis));
        backOffMillis = SHORTEST_BACK_OFF_MILLIS;
        if (status.applied(consumer, moved.events, moved.duplicates)) {
            LOG.infof("consumer %s works again", consumer);
        }
        done();
    }

    private void done() {
        underWay = null;
        storeUnlessMoreIsThere();
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
    }

    private void failed(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (status.failing(consumer)) {
            LOG.errorf(
                    cause, "consumer %s cannot store what it read, trying again until it works: %s", consumer, cause);
        } else {
            LOG.warnf("consumer %s still cannot store what it read: %s", consumer, cause);
        }
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Whether a generation can be told from the one before: numbers begin anew when Kafka forgot an empty group. */
    boolean isDistinct(int assignedGeneration) {
        return answer(() -> assignedGeneration != generation);
    }

    /** What comes of this assignment from now on is not taken: it comes again to whoever has the partitions then. */
    void abandon() {
        run(null, () -> {
            abandoned = true;
            forget();
        });
    }

    /** Waits until what was gathered is stored, so that whoever gets the partitions next starts behind it. */
    void settle(Duration atMost) {
        CountDownLatch settled = new CountDownLatch(1);
        if (thread.isShutdown()) {
            return;
        }
        run(null, () -> settle(settled));
        try {
            if (!settled.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warnf("consumer %s gives up its partitions before everything is stored; it comes again", consumer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle(CountDownLatch settled) {
        store();
        if (underWay == null) {
            settled.countDown();
        } else {
            waiting.add(() -> settle(settled));
        }
    }

    private boolean answer(Supplier<Boolean> question) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        run(null, () -> answer.complete(question.get()));
        try {
            return answer.get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new CompletionException(e);
        }
    }

    private void later(@Nullable CompletableFuture<Void> taken, Runnable step) {
        long millis = backOffMillis + ThreadLocalRandom.current().nextLong(SHORTEST_BACK_OFF_MILLIS);
        backOffMillis = Math.min(LONGEST_BACK_OFF_MILLIS, 2 * backOffMillis);
        try {
            var unused = thread.schedule(guarded(taken, step), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            end(taken);
        }
    }

    private void run(@Nullable CompletableFuture<Void> taken, Runnable step) {
        try {
            thread.execute(guarded(taken, step));
        } catch (RejectedExecutionException closed) {
            end(taken);
        }
    }

    /** A fault in a step must not leave the lane standing for ever: the step runs again. */
    private Runnable guarded(@Nullable CompletableFuture<Void> taken, Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                failed(e);
                later(taken, step);
            }
        };
    }

    /** The service stops. Nothing of the batch is stored, so it comes again. */
    private static void end(@Nullable CompletableFuture<Void> taken) {
        if (taken != null) {
            taken.complete(null);
        }
    }

    /** What was not stored comes again after the next start. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
