/** Who is calling and what they may do: API keys by leased introspection, operators by OpenID, services by secret. */
@NullMarked
package org.subaccounts.platform.security;

import org.jspecify.annotations.NullMarked;
