package org.subaccounts.sending.domain.checkdns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;

/** A server whose failures are no answers, so that the next server is asked: one that is not well, or does not serve us. */
final class AnsweringResolver extends SimpleResolver {
    private static final Set<Integer> FAILURES = Set.of(Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR);

    AnsweringResolver(InetSocketAddress server) {
        super(server);
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return super.sendAsync(query, executor)
                .thenCompose(answer -> FAILURES.contains(answer.getRcode())
                        ? CompletableFuture.failedFuture(new IOException(Rcode.string(answer.getRcode())))
                        : CompletableFuture.completedFuture(answer));
    }
}
