/** Use case: change label, scopes or addresses of a key. */
@NullMarked
package org.subaccounts.key.apikey.update;

import org.jspecify.annotations.NullMarked;
