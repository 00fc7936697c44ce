/** Use case: list the suppressions of an account. */
@NullMarked
package org.subaccounts.sending.suppression.list;

import org.jspecify.annotations.NullMarked;
