/** Tests of the shared security. */
@NullMarked
package org.subaccounts.platform.security;

import org.jspecify.annotations.NullMarked;
