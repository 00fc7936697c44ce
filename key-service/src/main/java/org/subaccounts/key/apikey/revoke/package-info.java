/** A key is revoked. */
@NullMarked
package org.subaccounts.key.apikey.revoke;

import org.jspecify.annotations.NullMarked;
