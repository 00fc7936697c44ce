/** Use case: hear by mail from receivers that what the relay took over could not be delivered. */
@NullMarked
package org.subaccounts.sending.message.bounce;

import org.jspecify.annotations.NullMarked;
