/** Tests. */
@NullMarked
package org.subaccounts.billing;

import org.jspecify.annotations.NullMarked;
