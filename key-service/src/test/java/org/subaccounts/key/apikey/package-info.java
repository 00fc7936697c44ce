/** The rule book of API keys. */
@NullMarked
package org.subaccounts.key.apikey;

import org.jspecify.annotations.NullMarked;
