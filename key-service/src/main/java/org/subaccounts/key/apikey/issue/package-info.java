/** A key is issued; its secret is shown once. */
@NullMarked
package org.subaccounts.key.apikey.issue;

import org.jspecify.annotations.NullMarked;
