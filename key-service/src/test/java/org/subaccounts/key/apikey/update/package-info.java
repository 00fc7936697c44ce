/** Changing keys. */
@NullMarked
package org.subaccounts.key.apikey.update;

import org.jspecify.annotations.NullMarked;
