package org.subaccounts.billing.period;

import java.time.Duration;

/** How far billing's time is ahead of the real one, of the process's clock and of the database's: 0 but in trials and tests. */
public interface ClockOffset {
    Duration ahead();
}
