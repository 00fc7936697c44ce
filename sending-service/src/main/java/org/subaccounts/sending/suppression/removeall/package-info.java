/** Use case: lift all suppressions of an account, or of one of its domains. */
@NullMarked
package org.subaccounts.sending.suppression.removeall;

import org.jspecify.annotations.NullMarked;
