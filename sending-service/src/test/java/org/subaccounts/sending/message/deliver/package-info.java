/** Rules of delivery, and delivery to a real SMTP server. */
@NullMarked
package org.subaccounts.sending.message.deliver;

import org.jspecify.annotations.NullMarked;
