/** Whether a key works at all. */
@NullMarked
package org.subaccounts.key.ping;

import org.jspecify.annotations.NullMarked;
