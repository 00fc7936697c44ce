/** The DNS records that a domain's owner publishes. */
@NullMarked
package org.subaccounts.sending.domain.records;

import org.jspecify.annotations.NullMarked;
