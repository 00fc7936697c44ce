/** The local servers, each started for real. */
@NullMarked
package org.subaccounts.platform.localinfra;

import org.jspecify.annotations.NullMarked;
