/** Tests. */
@NullMarked
package org.subaccounts.account.activity;

import org.jspecify.annotations.NullMarked;
