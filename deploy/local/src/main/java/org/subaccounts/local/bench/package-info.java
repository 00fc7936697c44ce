/** Benchmarks of the running platform: ratios against floors, interleaved, never absolute figures. */
@NullMarked
package org.subaccounts.local.bench;

import org.jspecify.annotations.NullMarked;
