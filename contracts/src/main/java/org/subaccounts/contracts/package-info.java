/** The published language of the platform: events, topics and scopes. No framework, no service. */
@NullMarked
package org.subaccounts.contracts;

import org.jspecify.annotations.NullMarked;
