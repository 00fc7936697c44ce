package org.subaccounts.platform.eventstore;

import java.util.List;

/**
 * An inline projection that an operator can rebuild from the log while it serves, see {@link ReadModels}. Everything
 * in its tables comes from its events through it, nothing else writes to them, and it writes nothing else. Its SQL names
 * the tables without a schema; they have no foreign keys, in either direction, and no sequences.
 */
public interface ReadModel extends InlineProjection {
    /** Under which operators know it, such as {@code accounts}: lower case letters, digits and hyphens. */
    String name();

    /** The tables that it writes, in the schema {@code public}; views on them stay. */
    List<String> tables();

    /**
     * The event classes that it is called with, now and in a rebuild; a sealed interface stands for all its records. Other
     * events of the service are not given to it.
     */
    List<Class<?>> events();
}
