package org.subaccounts.platform.eventstore;

import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.axonframework.messaging.core.DelayedMessageStream;
import org.axonframework.messaging.core.Message;
import org.axonframework.messaging.core.MessageHandlerInterceptor;
import org.axonframework.messaging.core.MessageHandlerInterceptorChain;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.jspecify.annotations.Nullable;

/** Calls the listeners when the handler has succeeded; what they throw fails the command. */
final class CommandResultInterceptor implements MessageHandlerInterceptor<CommandMessage> {
    private final Pool pool;
    private final List<CommandResultListener> listeners;

    CommandResultInterceptor(Pool pool, List<CommandResultListener> listeners) {
        this.pool = pool;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public MessageStream<?> interceptOnHandle(
            CommandMessage command, ProcessingContext context, MessageHandlerInterceptorChain<CommandMessage> chain) {
        return afterwards(chain.proceed(command, context), command, context);
    }

    private <M extends Message> MessageStream<M> afterwards(
            MessageStream<M> handled, CommandMessage command, ProcessingContext context) {
        CompletableFuture<MessageStream.Single<M>> result = handled.first()
                .asCompletableFuture()
                .thenApply(entry -> {
                    notifyListeners(
                            command, entry == null ? null : entry.message().payload(), context);
                    return entry == null
                            ? MessageStream.empty().cast()
                            : MessageStream.just(entry.message(), message -> entry);
                });
        return DelayedMessageStream.createSingle(result);
    }

    private void notifyListeners(CommandMessage command, @Nullable Object result, ProcessingContext context) {
        PgUnitOfWork work = PgUnitOfWork.of(context, pool);
        for (CommandResultListener listener : listeners) {
            listener.onResult(command, result, work);
        }
    }
}
