/** Tests. */
@NullMarked
package org.subaccounts.account.member;

import org.jspecify.annotations.NullMarked;
