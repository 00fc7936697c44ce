/** What leaves the service. */
@NullMarked
package org.subaccounts.sending.publish;

import org.jspecify.annotations.NullMarked;
