package org.subaccounts.platform.eventstore;

import java.util.List;

/** What a rebuild applies to the new tables, from the beginning, in pages. Blocks; for the thread of the rebuild. */
interface ReplaySource extends AutoCloseable {
    /** Statements for the next events; {@code last}: there is nothing more for now. */
    record Page(List<SqlStatement> statements, int events, boolean last) {}

    /** What is certain to be complete. */
    Page next() throws InterruptedException;

    /** How many events are left; not more exact than {@code limit} and one. */
    long left(long limit) throws InterruptedException;

    /** As many can be left when everybody is made to wait for the rest. */
    long closeEnough();

    /** What is left, when nobody writes to the live tables any more: everything that they have seen. */
    Page rest() throws InterruptedException;

    @Override
    void close();
}
