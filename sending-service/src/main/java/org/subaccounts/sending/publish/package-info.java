/** What leaves this service as contract events. */
@NullMarked
package org.subaccounts.sending.publish;

import org.jspecify.annotations.NullMarked;
