/** Use case: lift the suppressions of one address. */
@NullMarked
package org.subaccounts.sending.suppression.remove;

import org.jspecify.annotations.NullMarked;
