/** Sending domains: their identity, events, current state and representation. */
@NullMarked
package org.subaccounts.sending.domain;

import org.jspecify.annotations.NullMarked;
