/** Tests of the shared HTTP side. */
@NullMarked
package org.subaccounts.platform.http;

import org.jspecify.annotations.NullMarked;
