/** The read model of the service, rebuilt from its log. */
@NullMarked
package org.subaccounts.account.rebuild;

import org.jspecify.annotations.NullMarked;
