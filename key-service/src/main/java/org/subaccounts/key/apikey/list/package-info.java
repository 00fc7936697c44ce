/** Use case: list the keys of an account. */
@NullMarked
package org.subaccounts.key.apikey.list;

import org.jspecify.annotations.NullMarked;
