/** Read models of the service, for operators. */
@NullMarked
package org.subaccounts.platform.security.readmodel;

import org.jspecify.annotations.NullMarked;
