/** What happened to keys. */
@NullMarked
package org.subaccounts.key.apikey.history;

import org.jspecify.annotations.NullMarked;
