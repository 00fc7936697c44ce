/** Counts what became of messages, from the service's own events. */
@NullMarked
package org.subaccounts.sending.statistics.project;

import org.jspecify.annotations.NullMarked;
