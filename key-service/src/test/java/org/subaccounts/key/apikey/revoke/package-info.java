/** Deleting keys. */
@NullMarked
package org.subaccounts.key.apikey.revoke;

import org.jspecify.annotations.NullMarked;
