/** Listing and reading keys. */
@NullMarked
package org.subaccounts.key.apikey.list;

import org.jspecify.annotations.NullMarked;
