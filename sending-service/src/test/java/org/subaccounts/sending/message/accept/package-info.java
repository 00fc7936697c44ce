/** Rules of accepting, and the HTTP interface. */
@NullMarked
package org.subaccounts.sending.message.accept;

import org.jspecify.annotations.NullMarked;
