package org.subaccounts.sending.message.deliver;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.subaccounts.sending.message.template.TemplateFailure;

/**
 * Mails with templates are written apart from those without, a few at a time, of each account one: templates that take long hold up
 * their own account, and others that have some for one rendering.
 */
final class Rendering {
    static final long LONGEST_WAIT_SECONDS = 5;
    /** Accounts share them by chance; only their speed suffers. */
    private static final int STRIPES = 256;

    private final Semaphore[] accounts =
            IntStream.range(0, STRIPES).mapToObj(_ -> new Semaphore(1, true)).toArray(Semaphore[]::new);
    private final Semaphore all;

    Rendering(int atOnce) {
        this.all = new Semaphore(atOnce, true);
    }

    /** What is done meanwhile. */
    interface Work<T> {
        T run() throws MessagingException, IOException, TemplateFailure;
    }

    /** Fails with {@link NotBegun} when others take too long. */
    <T> T of(UUID account, Work<T> work) throws MessagingException, IOException, TemplateFailure, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        Semaphore own = accounts[Math.floorMod(account.hashCode(), STRIPES)];
        if (!own.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new NotBegun("other templates of the account take long to be rendered");
        }
        try {
            if (!all.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new NotBegun("templates of others take long to be rendered");
            }
            try {
                return work.run();
            } finally {
                all.release();
            }
        } finally {
            own.release();
        }
    }
}
