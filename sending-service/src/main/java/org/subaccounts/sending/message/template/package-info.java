/** Jinja templates: rendering subject and bodies with the substitutions of a recipient, in a sandbox. */
@NullMarked
package org.subaccounts.sending.message.template;

import org.jspecify.annotations.NullMarked;
