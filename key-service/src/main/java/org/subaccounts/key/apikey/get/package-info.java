/** Use case: read one key. */
@NullMarked
package org.subaccounts.key.apikey.get;

import org.jspecify.annotations.NullMarked;
