/** Use case: resume mail that was held while its account was suspended. */
@NullMarked
package org.subaccounts.sending.message.hold;

import org.jspecify.annotations.NullMarked;
