/** Use case: delete content and metadata whose retention has passed. */
@NullMarked
package org.subaccounts.sending.message.expire;

import org.jspecify.annotations.NullMarked;
