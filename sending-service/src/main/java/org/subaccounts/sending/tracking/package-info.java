/** Tracking: links and an image that tell of openings and clicks, in the HTML of messages that ask for it, and their requests. */
@NullMarked
package org.subaccounts.sending.tracking;

import org.jspecify.annotations.NullMarked;
