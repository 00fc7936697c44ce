/** Tests of the published language. */
@NullMarked
package org.subaccounts.contracts;

import org.jspecify.annotations.NullMarked;
