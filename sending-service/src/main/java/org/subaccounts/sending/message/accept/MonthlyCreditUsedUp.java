package org.subaccounts.sending.message.accept;

import java.time.LocalDate;
import org.subaccounts.platform.http.Refusal;

/** 403: the account's monthly credit reaches for none of the recipients. */
public class MonthlyCreditUsedUp extends Refusal {
    private static final long serialVersionUID = 1L;

    public MonthlyCreditUsedUp(long credit, LocalDate nextPeriod) {
        super(
                403,
                "the monthly credit is used up: the account may have " + credit
                        + " recipients accepted in a calendar month (UTC), sandbox ones not counted; more can be sent from "
                        + nextPeriod + " on, or once its parent raises monthly_credit");
    }
}
