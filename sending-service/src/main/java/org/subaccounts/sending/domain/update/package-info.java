/** Use case: change the settings of a domain. */
@NullMarked
package org.subaccounts.sending.domain.update;

import org.jspecify.annotations.NullMarked;
