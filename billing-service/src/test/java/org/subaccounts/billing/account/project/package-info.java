/** Tests. */
@NullMarked
package org.subaccounts.billing.account.project;

import org.jspecify.annotations.NullMarked;
