package org.subaccounts.sending.message.deliver;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.subaccounts.sending.message.template.TemplateFailure;

/**
 * Writes and signs messages and hands them to the SMTP relay, one transaction each over connections that are kept. Each runs on a
 * virtual thread, never on an event loop; writing and signing, which takes the CPU, only for a few at a time.
 */
@Startup // its threads are made before the first message, not on an event loop
@ApplicationScoped
public class Relay {
    private static final long CLOSE_IDLE_EVERY_SECONDS = 5;
    private static final long ASK_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STOP_SECONDS = 5;

    private final RelaySettings settings;
    private final MailWriter writer;
    private final RelayConnections connections;
    private final Semaphore writing;
    private final Rendering rendering;
    private final Semaphore sending;
    private final ExecutorService workers;
    private final ScheduledExecutorService timer;

    public Relay(
            RelaySettings settings, RelayTls tls, DeliverySettings delivery, MailWriter writer, MeterRegistry meters) {
        if (settings.sendTimeout().compareTo(delivery.lease()) >= 0) {
            throw new IllegalArgumentException(
                    "sending.relay.send-timeout must be shorter than sending.delivery.lease");
        }
        if (settings.username().isPresent() && settings.starttls() != RelaySettings.Encryption.REQUIRED) {
            throw new IllegalArgumentException(
                    "with sending.relay.username, sending.relay.starttls must be required: the password would be readable");
        }
        this.settings = settings;
        this.writer = writer;
        this.connections = new RelayConnections(settings, tls, meters);
        this.writing = new Semaphore(settings.threads());
        this.rendering = new Rendering(settings.threads());
        this.sending = new Semaphore(delivery.maxInFlight());
        // the mail library finds its parts by the class loader of the thread
        ClassLoader classes = Relay.class.getClassLoader();
        this.workers = Executors.newThreadPerTaskExecutor(task -> {
            Thread thread = Thread.ofVirtual().name("relay").unstarted(task);
            thread.setContextClassLoader(classes);
            return thread;
        });
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("relay-timer").factory());
        var unused = timer.scheduleWithFixedDelay(
                () -> workers.execute(connections::closeIdle),
                CLOSE_IDLE_EVERY_SECONDS,
                CLOSE_IDLE_EVERY_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Every failure of the relay is an outcome. Fails with {@link NotBegun} when others keep all who write mails for too long. */
    public Future<Outcome> send(ClaimedMessage message, Letter letter) {
        Promise<Outcome> outcome = Promise.promise();
        try {
            workers.execute(() -> {
                try {
                    outcome.complete(attempt(message, letter));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    outcome.fail(e);
                } catch (Throwable e) { // else nobody would ever hear of it
                    outcome.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            outcome.fail(e);
        }
        return outcome.future();
    }

    private Outcome attempt(ClaimedMessage message, Letter letter) throws InterruptedException {
        sending.acquire();
        try (Deadline deadline = new Deadline()) {
            OutgoingMail mail = written(message, letter);
            return new Outcome.Delivered(RelayAnswers.oneLine(handOver(mail, deadline)));
        } catch (TemplateFailure e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the service stops");
            }
            return RelayAnswers.meaningOf(e);
        } catch (NotBegun e) {
            throw e;
        } catch (MessagingException | IOException | RuntimeException e) {
            return RelayAnswers.meaningOf(e);
        } finally {
            sending.release();
        }
    }

    private OutgoingMail written(ClaimedMessage message, Letter letter)
            throws MessagingException, IOException, TemplateFailure, InterruptedException {
        if (letter.template()) {
            return rendering.of(message.accountId(), () -> writer.signed(message, letter));
        }
        if (!writing.tryAcquire(Rendering.LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new NotBegun("other mails take long to be written");
        }
        try {
            return writer.signed(message, letter);
        } finally {
            writing.release();
        }
    }

    private String handOver(OutgoingMail mail, Deadline deadline) throws MessagingException {
        RelayConnection kept = connections.take();
        if (!kept.isUsed()) {
            return send(mail, kept, deadline);
        }
        try {
            return send(mail, kept, deadline);
        } catch (MessagingException e) {
            // The relay may end a connection that it has kept for us, as long as nothing of the mail was sent over it.
            if (mail.isBegun()
                    || RelayAnswers.answer(e)
                            .filter(RelayAnswers.Answer::leavesConnectionUsable)
                            .isPresent()) {
                throw e;
            }
            return send(mail, connections.fresh(), deadline);
        }
    }

    private String send(OutgoingMail mail, RelayConnection connection, Deadline deadline) throws MessagingException {
        boolean usable = false;
        deadline.watch(connection);
        try {
            if (!connection.isUsed()) {
                connection.open();
            } else if (System.nanoTime() - connection.idleSinceNanos() > ASK_AFTER_NANOS && !connection.isAlive()) {
                throw new MessagingException("the relay has closed the connection");
            }
            String answer = connection.send(mail);
            usable = true;
            return answer;
        } catch (MessagingException e) {
            Optional<RelayAnswers.Answer> answer = RelayAnswers.answer(e);
            usable = answer.filter(RelayAnswers.Answer::leavesConnectionUsable).isPresent();
            if (answer.isEmpty() && deadline.isOver()) {
                throw new MessagingException("the relay did not answer in time", e);
            }
            throw e;
        } finally {
            deadline.unwatch();
            if (usable) {
                connections.keep(connection);
            } else {
                connections.discard(connection);
            }
        }
    }

    /** Aborts the connection in use when the time for one message is over. */
    private final class Deadline implements AutoCloseable {
        private final ScheduledFuture<?> end =
                timer.schedule(this::over, settings.sendTimeout().toMillis(), TimeUnit.MILLISECONDS);

        private Optional<RelayConnection> watched = Optional.empty();
        private boolean over;

        synchronized void watch(RelayConnection connection) {
            watched = Optional.of(connection);
            if (over) {
                connection.abort();
            }
        }

        synchronized void unwatch() {
            watched = Optional.empty();
        }

        synchronized boolean isOver() {
            return over;
        }

        private synchronized void over() {
            over = true;
            watched.ifPresent(RelayConnection::abort);
        }

        @Override
        public void close() {
            end.cancel(false);
        }
    }

    @PreDestroy
    void close() throws InterruptedException {
        timer.shutdownNow();
        connections.close();
        workers.shutdown();
        if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            workers.shutdownNow();
        }
    }
}
