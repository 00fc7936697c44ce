/** Rules of messages and addresses. */
@NullMarked
package org.subaccounts.sending.message;

import org.jspecify.annotations.NullMarked;
