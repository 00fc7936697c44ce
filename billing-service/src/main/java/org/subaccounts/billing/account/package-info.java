/** A parent's billing account: the plans it was given and the periods that are closed. */
@NullMarked
package org.subaccounts.billing.account;

import org.jspecify.annotations.NullMarked;
