/** The local platform: its parts, and the whole of it with the real services. */
@NullMarked
package org.subaccounts.local;

import org.jspecify.annotations.NullMarked;
