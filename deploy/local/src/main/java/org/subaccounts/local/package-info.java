/** The whole platform on one machine: launcher, entry port, and the demonstration of the sub-account flow. */
@NullMarked
package org.subaccounts.local;

import org.jspecify.annotations.NullMarked;
