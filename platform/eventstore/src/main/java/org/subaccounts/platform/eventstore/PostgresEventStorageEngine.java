package org.subaccounts.platform.eventstore;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EmptyAppendTransaction;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.Position;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.DelayedMessageStream;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.SimpleEntry;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.TerminalEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.WrappedToken;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.jspecify.annotations.Nullable;

/**
 * Axon's storage engine on the reactive PostgreSQL client; no method blocks. Conflicts are
 * {@link AppendEventsTransactionRejectedException}; a lost connection while committing is
 * {@link CommitOutcomeUnknownException}. Criteria without tags can be streamed, not sourced.
 */
public final class PostgresEventStorageEngine implements EventStorageEngine {
    private final Pool pool;
    private final Vertx vertx;
    private final EventJson json;
    private final AppendSignal signal;
    private final EventStoreSettings settings;
    private final EventLog log;

    public PostgresEventStorageEngine(
            Pool pool, Vertx vertx, EventJson json, AppendSignal signal, EventStoreSettings settings) {
        this.pool = pool;
        this.vertx = vertx;
        this.json = json;
        this.signal = signal;
        this.settings = settings;
        this.log = new EventLog(pool, json);
    }

    /** The same log for readers that do not use Axon. */
    public EventTail tail() {
        return new EventTail(log, signal);
    }

    @Override
    public CompletableFuture<AppendTransaction<?>> appendEvents(
            AppendCondition condition, @Nullable ProcessingContext context, List<TaggedEventMessage<?>> events) {
        if (events.isEmpty()) {
            return CompletableFuture.completedFuture(EmptyAppendTransaction.INSTANCE);
        }
        if (context == null && settings.requireUnitOfWork()) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "events are appended in a unit of work only, or the inline projections would miss them"));
        }
        try {
            AppendStatement statement = AppendStatement.of(condition, events, json);
            PgUnitOfWork work = context == null ? PgUnitOfWork.standalone(pool) : PgUnitOfWork.of(context, pool);
            work.append(statement.sql(), statement.arguments());
            work.afterCommit(signal::fire);
            return CompletableFuture.completedFuture(new Append(work, condition.consistencyMarker()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Nothing is sent before {@link #commit}, so there is nothing to roll back. */
    private record Append(PgUnitOfWork work, ConsistencyMarker marker) implements AppendTransaction<Boolean> {
        @Override
        public CompletableFuture<Boolean> commit(@Nullable ProcessingContext context) {
            return work.flush().handle((done, failure) -> {
                if (failure == null) {
                    return true;
                }
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                if (SqlFailure.is(cause, SqlFailure.CONFLICT)) {
                    throw AppendEventsTransactionRejectedException.conflictingEventsDetected(marker);
                }
                throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
            });
        }

        @Override
        public void rollback(@Nullable ProcessingContext context) {}

        @Override
        public CompletableFuture<ConsistencyMarker> afterCommit(
                Boolean committed, @Nullable ProcessingContext context) {
            return CompletableFuture.completedFuture(
                    marker == ConsistencyMarker.INFINITY ? ConsistencyMarker.ORIGIN : marker);
        }
    }

    @Override
    public MessageStream<EventMessage> source(SourcingCondition condition, @Nullable ProcessingContext context) {
        if (condition.start() != Position.START) {
            return MessageStream.failed(new UnsupportedOperationException("sourcing starts at the first event"))
                    .cast();
        }
        CompletableFuture<MessageStream<EventMessage>> stream = log.source(
                        Criteria.of(condition.criteria(), Set.of()), settings.maxSourcedEvents())
                .map(PostgresEventStorageEngine::asStream)
                .toCompletionStage()
                .toCompletableFuture();
        return DelayedMessageStream.create(stream);
    }

    /** Axon takes the marker from a terminal entry without an event. */
    private static MessageStream<EventMessage> asStream(EventLog.Sourced sourced) {
        List<MessageStream.Entry<EventMessage>> entries =
                new ArrayList<>(sourced.events().size() + 1);
        sourced.events().forEach(event -> entries.add(new SimpleEntry<>(event, Context.empty())));
        entries.add(new SimpleEntry<>(
                TerminalEventMessage.INSTANCE,
                ConsistencyMarker.addToContext(Context.empty(), new SnapshotMarker(sourced.snapshot()))));
        return MessageStream.fromStream(entries.stream(), MessageStream.Entry::message, entry -> entry);
    }

    @Override
    public MessageStream<EventMessage> stream(StreamingCondition condition, @Nullable ProcessingContext context) {
        TrackingToken position = WrappedToken.unwrapLowerBound(condition.position());
        if (position == TrackingToken.LATEST) {
            return DelayedMessageStream.create(log.latest()
                    .map(latest -> (MessageStream<EventMessage>) open(condition, latest))
                    .toCompletionStage()
                    .toCompletableFuture());
        }
        return open(condition, position == null ? TailPosition.FIRST : TailPosition.of(position));
    }

    private TailStream open(StreamingCondition condition, TailPosition from) {
        return new TailStream(log, json, vertx, signal, condition, from, settings.pollInterval());
    }

    @Override
    public CompletableFuture<TrackingToken> firstToken(@Nullable ProcessingContext context) {
        return CompletableFuture.completedFuture(TailPosition.FIRST);
    }

    @Override
    public CompletableFuture<TrackingToken> latestToken(@Nullable ProcessingContext context) {
        return log.latest()
                .<TrackingToken>map(position -> position)
                .toCompletionStage()
                .toCompletableFuture();
    }

    /** Where the first event of that time or later lies. For operators: it reads the log up to there. */
    @Override
    public CompletableFuture<TrackingToken> tokenAt(Instant at, @Nullable ProcessingContext context) {
        return log.at(at)
                .<TrackingToken>map(position -> position)
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    public void describeTo(ComponentDescriptor descriptor) {
        descriptor.describeProperty("maxSourcedEvents", (long) settings.maxSourcedEvents());
    }
}
