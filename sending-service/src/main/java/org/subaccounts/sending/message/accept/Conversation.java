package org.subaccounts.sending.message.accept;

import java.util.List;
import java.util.stream.Stream;
import org.subaccounts.sending.message.accept.CreateMessageRequest.Recipient;

/** Who gets one mail together; each in a message of its own, all with the same To and Cc. */
record Conversation(List<Address> to, List<Address> cc, List<Address> bcc) {
    /** In the order of the answer. */
    List<Recipient> recipients() {
        return Stream.of(to, cc, bcc)
                .flatMap(List::stream)
                .map(address -> new Recipient(address.email(), address.name(), null))
                .toList();
    }
}
