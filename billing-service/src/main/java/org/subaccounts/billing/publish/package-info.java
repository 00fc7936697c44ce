/** Which events leave the service, and in what form. */
@NullMarked
package org.subaccounts.billing.publish;

import org.jspecify.annotations.NullMarked;
