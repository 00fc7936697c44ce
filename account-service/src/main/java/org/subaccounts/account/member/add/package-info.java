/** Adding a member to an account. */
@NullMarked
package org.subaccounts.account.member.add;

import org.jspecify.annotations.NullMarked;
