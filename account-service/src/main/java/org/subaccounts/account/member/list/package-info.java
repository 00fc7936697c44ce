/** The members of an account. */
@NullMarked
package org.subaccounts.account.member.list;

import org.jspecify.annotations.NullMarked;
