/** Tests. */
@NullMarked
package org.subaccounts.billing.usage.project;

import org.jspecify.annotations.NullMarked;
