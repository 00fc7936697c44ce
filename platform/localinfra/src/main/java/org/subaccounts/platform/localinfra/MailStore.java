package org.subaccounts.platform.localinfra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Received mails in a directory: the raw message in one file, its envelope in another. Keeps the newest ones only. */
public final class MailStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENVELOPE = ".json";
    private static final String MESSAGE = ".eml";

    private final Path directory;
    private final int capacity;
    private final TreeMap<Long, ReceivedMail> mails = new TreeMap<>();
    private long lastId;

    private MailStore(Path directory, int capacity) {
        this.directory = directory;
        this.capacity = capacity;
    }

    /** Opens the directory with what an earlier run received. */
    public static MailStore open(Path directory, int capacity) {
        try {
            Files.createDirectories(directory);
            MailStore store = new MailStore(directory, capacity);
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(ENVELOPE)).toList()) {
                    store.keep(read(file));
                }
            }
            return store;
        } catch (IOException e) {
            throw new InfrastructureException("cannot open the mails in " + directory, e);
        }
    }

    /** The envelope is written last: a mail without one was not accepted. */
    public synchronized ReceivedMail add(List<String> recipients, String sender, byte[] message) throws IOException {
        MailHeaders headers = MailHeaders.of(message);
        long id = lastId + 1;
        ReceivedMail mail = new ReceivedMail(
                id,
                headers.address("From").orElse(sender),
                recipients,
                headers.text("Subject").orElse(""),
                Instant.now());
        Files.write(file(id, MESSAGE), message);
        Path unfinished = file(id, ENVELOPE + ".new");
        Files.write(unfinished, JSON.writeValueAsBytes(json(mail)));
        Files.move(unfinished, file(id, ENVELOPE), StandardCopyOption.ATOMIC_MOVE);
        keep(mail);
        while (mails.size() > capacity) {
            forget(mails.firstKey());
        }
        return mail;
    }

    /** Newest first. */
    public synchronized List<ReceivedMail> list() {
        return List.copyOf(mails.descendingMap().values());
    }

    /** The message as it came. */
    public synchronized Optional<byte[]> raw(long id) throws IOException {
        return mails.containsKey(id) ? Optional.of(Files.readAllBytes(file(id, MESSAGE))) : Optional.empty();
    }

    public synchronized void clear() throws IOException {
        for (Long id : List.copyOf(mails.keySet())) {
            forget(id);
        }
    }

    /** {id, from, to, subject, received_at}; several recipients of one transaction are separated by ", ". */
    static Map<String, String> json(ReceivedMail mail) {
        return Map.of(
                "id", Long.toString(mail.id()),
                "from", mail.from(),
                "to", String.join(", ", mail.to()),
                "subject", mail.subject(),
                "received_at", mail.receivedAt().toString());
    }

    private void keep(ReceivedMail mail) {
        mails.put(mail.id(), mail);
        lastId = Math.max(lastId, mail.id());
    }

    private void forget(long id) throws IOException {
        mails.remove(id);
        Files.deleteIfExists(file(id, ENVELOPE));
        Files.deleteIfExists(file(id, MESSAGE));
    }

    private Path file(long id, String suffix) {
        return directory.resolve(id + suffix);
    }

    private static ReceivedMail read(Path envelope) throws IOException {
        try (InputStream in = Files.newInputStream(envelope)) {
            ObjectNode json = JSON.readValue(new String(in.readAllBytes(), StandardCharsets.UTF_8), ObjectNode.class);
            return new ReceivedMail(
                    Long.parseLong(json.get("id").textValue()),
                    json.get("from").textValue(),
                    List.of(json.get("to").textValue().split(", ")),
                    json.get("subject").textValue(),
                    Instant.parse(json.get("received_at").textValue()));
        }
    }
}
