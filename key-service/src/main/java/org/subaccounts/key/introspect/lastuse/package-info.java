/** When keys were last used. */
@NullMarked
package org.subaccounts.key.introspect.lastuse;

import org.jspecify.annotations.NullMarked;
