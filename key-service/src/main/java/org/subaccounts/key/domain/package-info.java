/** Domains that scopes are bound to: which ones an account owns, and what their removal does to keys. */
@NullMarked
package org.subaccounts.key.domain;

import org.jspecify.annotations.NullMarked;
