/** Tests of the test kit itself. */
@NullMarked
package org.subaccounts.platform.testkit;

import org.jspecify.annotations.NullMarked;
