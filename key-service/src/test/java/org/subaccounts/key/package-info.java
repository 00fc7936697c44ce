/** How the service behaves, over HTTP and in its parts. */
@NullMarked
package org.subaccounts.key;

import org.jspecify.annotations.NullMarked;
