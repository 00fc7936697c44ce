/** The servers that the platform needs, each started in this JVM or as its child, on the loopback interface only. */
@NullMarked
package org.subaccounts.platform.localinfra;

import org.jspecify.annotations.NullMarked;
