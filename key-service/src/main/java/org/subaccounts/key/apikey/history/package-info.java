/** Use case: what happened to a key, or to all keys of an account. */
@NullMarked
package org.subaccounts.key.apikey.history;

import org.jspecify.annotations.NullMarked;
