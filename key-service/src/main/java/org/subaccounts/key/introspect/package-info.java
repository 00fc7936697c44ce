/** Token introspection (RFC 7662) for the other services. */
@NullMarked
package org.subaccounts.key.introspect;

import org.jspecify.annotations.NullMarked;
