package org.subaccounts.sending.publish;

import java.time.Instant;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.MessageBounced;
import org.subaccounts.contracts.MessageClicked;
import org.subaccounts.contracts.MessageDeferred;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageFailed;
import org.subaccounts.contracts.MessageOpened;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.MessageSuppressed;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.sending.message.MessageEvent;

/** Stored events of messages into contract events, field by field. Pure. */
final class MessageEventsMapping {
    private static final int ONE_RECIPIENT = 1;

    private MessageEventsMapping() {}

    static ContractEvent map(EventJson json, StoredEvent stored) {
        return map(json.read(stored, type(stored.type())), stored.time());
    }

    private static Class<? extends MessageEvent> type(String name) {
        return switch (name) {
            case MessageEvent.SENT -> MessageEvent.MessageSent.class;
            case MessageEvent.DELIVERED -> MessageEvent.MessageDelivered.class;
            case MessageEvent.DEFERRED -> MessageEvent.MessageDeferred.class;
            case MessageEvent.BOUNCED -> MessageEvent.MessageBounced.class;
            case MessageEvent.FAILED -> MessageEvent.MessageFailed.class;
            case MessageEvent.SUPPRESSED -> MessageEvent.MessageSuppressed.class;
            case MessageEvent.OPENED -> MessageEvent.MessageOpened.class;
            case MessageEvent.CLICKED -> MessageEvent.MessageClicked.class;
            default -> throw new IllegalArgumentException("no event of messages: " + name);
        };
    }

    private static ContractEvent map(MessageEvent event, Instant time) {
        MessageEvent.About about = event.about();
        return switch (event) {
            case MessageEvent.MessageSent _ ->
                new MessageSent(
                        about.accountId(),
                        about.messageId(),
                        about.domain(),
                        ONE_RECIPIENT,
                        about.sandbox(),
                        about.recipientDomain(),
                        about.tags(),
                        time);
            case MessageEvent.MessageDelivered e ->
                new MessageDelivered(
                        about.accountId(),
                        about.messageId(),
                        about.domain(),
                        e.attempt(),
                        about.sandbox(),
                        about.recipientDomain(),
                        about.tags(),
                        e.deliveryMillis(),
                        time);
            case MessageEvent.MessageDeferred e ->
                new MessageDeferred(
                        about.accountId(),
                        about.messageId(),
                        about.domain(),
                        e.attempt(),
                        e.reason(),
                        e.first(),
                        about.sandbox(),
                        about.recipientDomain(),
                        about.tags(),
                        time);
            case MessageEvent.MessageBounced e ->
                new MessageBounced(
                        about.accountId(),
                        about.messageId(),
                        about.domain(),
                        e.attempt(),
                        e.reason(),
                        about.sandbox(),
                        about.recipientDomain(),
                        about.tags(),
                        e.classification(),
                        time);
            case MessageEvent.MessageFailed e ->
                new MessageFailed(
                        about.accountId(),
                        about.messageId(),
                        about.domain(),
                        e.attempt(),
                        e.reason(),
                        about.sandbox(),
                        about.recipientDomain(),
                        about.tags(),
                        time);
            case MessageEvent.MessageSuppressed _ ->
                new MessageSuppressed(
                        about.accountId(),
                        about.messageId(),
                        about.domain(),
                        about.sandbox(),
                        about.recipientDomain(),
                        about.tags(),
                        time);
            case MessageEvent.MessageOpened e ->
                new MessageOpened(
                        about.accountId(),
                        about.messageId(),
                        about.domain(),
                        e.first(),
                        about.sandbox(),
                        about.recipientDomain(),
                        about.tags(),
                        time);
            case MessageEvent.MessageClicked e ->
                new MessageClicked(
                        about.accountId(),
                        about.messageId(),
                        about.domain(),
                        e.url(),
                        e.first(),
                        about.sandbox(),
                        about.recipientDomain(),
                        about.tags(),
                        time);
        };
    }
}
