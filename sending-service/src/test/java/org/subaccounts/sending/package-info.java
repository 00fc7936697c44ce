/** What the tests of the sending service share. */
@NullMarked
package org.subaccounts.sending;

import org.jspecify.annotations.NullMarked;
