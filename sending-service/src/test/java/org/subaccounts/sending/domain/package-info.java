/** Rules and HTTP interface of domains. */
@NullMarked
package org.subaccounts.sending.domain;

import org.jspecify.annotations.NullMarked;
