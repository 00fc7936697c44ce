package org.subaccounts.platform.eventstore;

import java.util.List;

/**
 * A read model of what other services say, whose rows do not come from this service's log. It is rebuilt as those of the log
 * are, see {@link ReadModels}; what {@link ReadModel} says of its tables and its SQL holds here, too. Whoever keeps it must
 * store how far it has come in the transaction of its rows.
 */
public interface ExternalReadModel {
    /** Under which operators know it: lower case letters, digits and hyphens. */
    String name();

    /** The tables that it writes, in the schema {@code public}. */
    List<String> tables();

    /** Starts to read what the rows come from at its beginning. Fails, saying why, if that is not there any more. */
    Feed open() throws InterruptedException;

    /** What the rows come from, for one rebuild. Blocks, some seconds at most. */
    interface Feed extends AutoCloseable {
        /** Looks how far the live tables have come, and tells how many records are left until there. */
        long left() throws InterruptedException;

        /** How many records may be left to be applied while everybody waits. */
        long closeEnough();

        /** Enlists what the next records come to, none past what {@link #left} saw; how many they are, 0 at the end. */
        int next(PgUnitOfWork work) throws InterruptedException;

        @Override
        void close();
    }
}
