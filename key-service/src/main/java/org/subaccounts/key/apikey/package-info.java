/** API keys: events, state, refusals, rules for scopes and addresses. */
@NullMarked
package org.subaccounts.key.apikey;

import org.jspecify.annotations.NullMarked;
