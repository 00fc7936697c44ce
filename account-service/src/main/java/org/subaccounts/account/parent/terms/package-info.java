/** An operator changes what a parent account may do. */
@NullMarked
package org.subaccounts.account.parent.terms;

import org.jspecify.annotations.NullMarked;
