/** Tests. */
@NullMarked
package org.subaccounts.account.settings;

import org.jspecify.annotations.NullMarked;
