/** What is published of what was stored, also long ago. */
@NullMarked
package org.subaccounts.key.publish;

import org.jspecify.annotations.NullMarked;
