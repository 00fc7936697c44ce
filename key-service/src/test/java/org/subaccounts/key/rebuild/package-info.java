/** The read model of the service, rebuilt from its log. */
@NullMarked
package org.subaccounts.key.rebuild;

import org.jspecify.annotations.NullMarked;
