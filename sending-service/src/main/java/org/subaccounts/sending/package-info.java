/** Sending domains, messages and their delivery. */
@NullMarked
package org.subaccounts.sending;

import org.jspecify.annotations.NullMarked;
