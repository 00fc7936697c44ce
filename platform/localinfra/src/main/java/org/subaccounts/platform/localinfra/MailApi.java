package org.subaccounts.platform.localinfra;

import java.io.IOException;
import org.subaccounts.platform.localinfra.JsonHttpServer.Request;
import org.subaccounts.platform.localinfra.JsonHttpServer.Response;

/** The sink's mails over HTTP: GET lists them (newest first), GET /{id} gives the raw message, DELETE empties the sink. */
public final class MailApi implements AutoCloseable {
    private final MailStore store;
    private final JsonHttpServer server;

    private MailApi(MailStore store, int port) {
        this.store = store;
        this.server = JsonHttpServer.start("mail-api", port, this::handle);
    }

    public static MailApi start(MailStore store, int port) {
        return new MailApi(store, port);
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    private Response handle(Request request) throws IOException {
        boolean all = request.path().equals("/");
        return switch (request.method()) {
            case "GET" -> all ? list() : raw(request.path().substring(1));
            case "DELETE" -> all ? empty() : Response.error(404, "not found");
            default -> Response.error(405, "GET and DELETE only");
        };
    }

    private Response list() {
        return Response.json(200, store.list().stream().map(MailStore::json).toList());
    }

    private Response raw(String id) throws IOException {
        if (!id.matches("\\d{1,18}")) {
            return Response.error(404, "not found");
        }
        return store.raw(Long.parseLong(id))
                .map(message -> Response.bytes("message/rfc822", message))
                .orElseGet(() -> Response.error(404, "not found"));
    }

    private Response empty() throws IOException {
        store.clear();
        return Response.nothing();
    }
}
