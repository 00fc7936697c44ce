/** What is published about the events, in docs/events, against what the records are. */
@NullMarked
package org.subaccounts.contracts.published;

import org.jspecify.annotations.NullMarked;
