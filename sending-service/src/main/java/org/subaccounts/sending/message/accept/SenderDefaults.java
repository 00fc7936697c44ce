package org.subaccounts.sending.message.accept;

/** What holds for a message that says nothing itself; retention in days. */
record SenderDefaults(boolean trackOpens, boolean trackClicks, int keepContentDays, int keepMetadataDays) {
    /** Of an account that changed none of its settings, as account-service has them. */
    static final SenderDefaults INITIAL = new SenderDefaults(false, false, 7, 30);

    /** The message's own wishes first. */
    SenderDefaults under(AcceptedContent.Options wishes) {
        return new SenderDefaults(
                wishes.trackOpens() == null ? trackOpens : wishes.trackOpens(),
                wishes.trackClicks() == null ? trackClicks : wishes.trackClicks(),
                wishes.keepContentDays() == null ? keepContentDays : wishes.keepContentDays(),
                wishes.keepMetadataDays() == null ? keepMetadataDays : wishes.keepMetadataDays());
    }
}
