package org.subaccounts.platform.eventstore;

import java.util.List;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.axonframework.eventsourcing.configuration.EventSourcedEntityModule;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.axonframework.modelling.annotation.TargetEntityId;

/** A small domain: accounts that open, toggle, close, and move things between two of them, and children of an account. */
final class Accounts implements EventSourcedModel {
    @Event(namespace = "test", name = "Opened", version = "1")
    record Opened(@EventTag(key = "account") String id, String owner) {}

    @Event(namespace = "test", name = "Suspended", version = "1")
    record Suspended(@EventTag(key = "account") String id) {}

    @Event(namespace = "test", name = "Resumed", version = "1")
    record Resumed(@EventTag(key = "account") String id) {}

    @Event(namespace = "test", name = "Moved", version = "1")
    record Moved(@EventTag(key = "account") List<String> between) {}

    @Event(namespace = "test", name = "ChildOpened", version = "1")
    record ChildOpened(@EventTag(key = "child") String id, String parentId) {}

    @Command(namespace = "test", name = "Open", version = "1")
    record Open(@TargetEntityId String id, String owner) {}

    @Command(namespace = "test", name = "Toggle", version = "1")
    record Toggle(@TargetEntityId String id) {}

    @Command(namespace = "test", name = "Suspend", version = "1")
    record Suspend(@TargetEntityId String id) {}

    @Command(namespace = "test", name = "Move", version = "1")
    record Move(String from, String to) {}

    @Command(namespace = "test", name = "OpenChild", version = "1")
    record OpenChild(String id, String parentId) {}

    /** The business refusal of this domain. */
    static final class NotActive extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotActive(String id) {
            super(id + " is not active");
        }
    }

    @EventSourcedEntity(tagKey = "account")
    static class Account {
        private boolean active;
        private int moves;

        @EntityCreator
        Account() {}

        @CommandHandler
        static String open(Open command, EventAppender events) {
            events.append(new Opened(command.id(), command.owner()));
            return command.id();
        }

        @CommandHandler
        void toggle(Toggle command, EventAppender events) {
            events.append(active ? new Suspended(command.id()) : new Resumed(command.id()));
        }

        @CommandHandler
        void suspend(Suspend command, EventAppender events) {
            if (!active) {
                throw new NotActive(command.id());
            }
            events.append(new Suspended(command.id()));
        }

        @EventSourcingHandler
        void on(Opened event) {
            active = true;
        }

        @EventSourcingHandler
        void on(Suspended event) {
            active = false;
        }

        @EventSourcingHandler
        void on(Resumed event) {
            active = true;
        }

        @EventSourcingHandler
        void on(Moved event) {
            moves++;
        }
    }

    @EventSourcedEntity(tagKey = "child")
    static class Child {
        private boolean exists;

        @EntityCreator
        Child() {}

        @EventSourcingHandler
        void on(ChildOpened event) {
            exists = true;
        }
    }

    /** Handlers that decide on two entities at once. */
    static final class TwoEntities {
        @CommandHandler
        int move(
                Move command,
                @InjectEntity(idProperty = "from") Account from,
                @InjectEntity(idProperty = "to") Account to,
                EventAppender events) {
            if (!from.active || !to.active) {
                throw new NotActive(from.active ? command.to() : command.from());
            }
            int movesBefore = from.moves;
            events.append(new Moved(List.of(command.from(), command.to())));
            return movesBefore + 1;
        }

        @CommandHandler
        String openChild(
                OpenChild command,
                @InjectEntity(idProperty = "parentId") Account parent,
                @InjectEntity(idProperty = "id") Child child,
                EventAppender events) {
            if (!parent.active || child.exists) {
                throw new NotActive(parent.active ? command.id() : command.parentId());
            }
            events.append(new ChildOpened(command.id(), command.parentId()));
            return command.id();
        }
    }

    @Override
    public void configure(EventSourcingConfigurer configurer) {
        configurer
                .registerEntity(EventSourcedEntityModule.autodetected(String.class, Account.class))
                .registerEntity(EventSourcedEntityModule.autodetected(String.class, Child.class))
                .registerCommandHandlingModule(CommandHandlingModule.named("twoEntities")
                        .commandHandlers()
                        .annotatedCommandHandlingComponent(c -> new TwoEntities()));
    }
}
