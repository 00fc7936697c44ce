/** Key service: API keys and what a bearer stands for. */
@NullMarked
package org.subaccounts.key;

import org.jspecify.annotations.NullMarked;
