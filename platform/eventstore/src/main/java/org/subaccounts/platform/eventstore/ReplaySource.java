package org.subaccounts.platform.eventstore;

import java.util.List;

/** What a rebuild applies to the new tables, from the beginning, in pages. Blocks; for the thread of the rebuild. */
interface ReplaySource extends AutoCloseable {
    /** Statements for the next events; {@code last}: there is nothing more for now. */
    record Page(List<SqlStatement> statements, int events, boolean last) {}

    /** What is certain to be complete. */
    Page next() throws InterruptedException;

    /** Whether so little is left that everybody can wait for it. */
    boolean isNearEnd() throws InterruptedException;

    /** What is left, when nobody writes to the live tables any more: everything that they have seen. */
    Page rest() throws InterruptedException;

    @Override
    void close();
}
