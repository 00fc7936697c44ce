/** Creating keys. */
@NullMarked
package org.subaccounts.key.apikey.issue;

import org.jspecify.annotations.NullMarked;
