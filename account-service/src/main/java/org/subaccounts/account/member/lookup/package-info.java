/** Internal API: the role of a member. */
@NullMarked
package org.subaccounts.account.member.lookup;

import org.jspecify.annotations.NullMarked;
