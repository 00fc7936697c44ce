/** What a bearer stands for. */
@NullMarked
package org.subaccounts.key.introspect;

import org.jspecify.annotations.NullMarked;
