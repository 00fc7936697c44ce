/** What a resource learns of who calls it. */
@NullMarked
package org.subaccounts.key.caller;

import org.jspecify.annotations.NullMarked;
