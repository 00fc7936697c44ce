/** What every service's HTTP side shares: error shape, lists, idempotency, request ids, JSON rules. */
@NullMarked
package org.subaccounts.platform.http;

import org.jspecify.annotations.NullMarked;
