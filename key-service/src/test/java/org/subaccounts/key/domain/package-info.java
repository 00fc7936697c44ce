/** Scopes that are bound to domains. */
@NullMarked
package org.subaccounts.key.domain;

import org.jspecify.annotations.NullMarked;
