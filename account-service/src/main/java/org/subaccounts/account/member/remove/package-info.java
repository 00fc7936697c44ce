/** Removing a member from an account. */
@NullMarked
package org.subaccounts.account.member.remove;

import org.jspecify.annotations.NullMarked;
