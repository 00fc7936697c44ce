package org.subaccounts.sending.message.bounce;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.message.ReturnPaths;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;

/**
 * One mail that comes in. Answers 250 after the commit, so that whoever sends it tries again until then. What is no delivery status
 * notification, an automatic reply for example, is taken and dropped.
 */
final class ReportHandler implements MessageHandler {
    private static final Logger LOG = Logger.getLogger(ReportHandler.class);
    private static final Duration DATABASE_WITHIN = Duration.ofSeconds(20);

    private final ReturnPaths returnPaths;
    private final RecordReport reports;
    private final int maxBytes;
    private @Nullable UUID messageId;

    ReportHandler(ReturnPaths returnPaths, RecordReport reports, int maxBytes) {
        this.returnPaths = returnPaths;
        this.reports = reports;
        this.maxBytes = maxBytes;
    }

    @Override
    public void from(String sender) {}

    @Override
    public void recipient(String recipient) throws RejectException {
        Optional<UUID> message = returnPaths.messageOf(recipient);
        if (message.isEmpty() || await(reports.find(message.get())).isEmpty()) {
            throw new RejectException(550, "5.1.1 no such mailbox");
        }
        messageId = message.get();
    }

    @Override
    public @Nullable String data(InputStream mail) throws RejectException, IOException {
        byte[] bytes = mail.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new DropConnectionException(552, "5.3.4 the message is too large");
        }
        UUID message = messageId;
        Optional<DeliveryReport> report = DeliveryReport.parse(bytes);
        if (message == null || report.isEmpty()) {
            return null;
        }
        if (await(reports.record(message, report.get())) == RecordReport.Result.TOO_EARLY) {
            throw new RejectException(451, "4.3.0 the message is still under way, try again later");
        }
        return null;
    }

    @Override
    public void done() {}

    private static <T> T await(Uni<T> work) throws RejectException {
        try {
            return work.await().atMost(DATABASE_WITHIN);
        } catch (RuntimeException e) {
            LOG.warn("a delivery status notification has to come again", e);
            throw new RejectException(451, "4.3.0 try again later");
        }
    }
}
