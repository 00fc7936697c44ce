package org.subaccounts.platform.localinfra;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The records that the local DNS knows, changed at runtime and kept in a file. It answers for every name: what is not
 * here does not exist.
 */
public final class DnsZone {
    private static final int MAX_RECORDS = 10_000;
    private static final int MAX_ALIASES = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable Path file;
    private volatile Set<DnsRecord> records;

    /** Code of the answer (NXDOMAIN: no such name) and its records; none with NOERROR: the name has other types only. */
    record Answer(int code, List<Record> records) {}

    /** Another record of that name excludes this one (RFC 1034, 3.6.2: an alias stands alone). */
    public static final class ConflictException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        ConflictException(String host) {
            super("an alias (CNAME) cannot stand beside other records: " + host);
        }
    }

    private DnsZone(@Nullable Path file, Set<DnsRecord> records) {
        this.file = file;
        this.records = records;
    }

    public static DnsZone inMemory() {
        return new DnsZone(null, Set.of());
    }

    /** Reads the records of an earlier run, if there are any, and writes every change. */
    public static DnsZone keptIn(Path file) {
        try {
            if (!Files.exists(file)) {
                return new DnsZone(file, Set.of());
            }
            List<DnsRecord> kept = JSON.readValue(file.toFile(), new TypeReference<List<DnsRecord>>() {});
            return new DnsZone(file, new LinkedHashSet<>(kept));
        } catch (IOException e) {
            throw new InfrastructureException("cannot read the DNS records in " + file, e);
        }
    }

    /** False if it is there already. */
    public synchronized boolean add(DnsRecord record) {
        if (records.contains(record)) {
            return false;
        }
        if (records.size() >= MAX_RECORDS) {
            throw new IllegalArgumentException("no more than " + MAX_RECORDS + " records");
        }
        boolean alias = record.type().equals("CNAME");
        if (records.stream()
                .anyMatch(other -> other.host().equals(record.host())
                        && (alias || other.type().equals("CNAME")))) {
            throw new ConflictException(record.host());
        }
        Set<DnsRecord> changed = new LinkedHashSet<>(records);
        changed.add(record);
        replace(changed);
        return true;
    }

    /** How many records were removed. */
    public synchronized int removeIf(Predicate<DnsRecord> condition) {
        Set<DnsRecord> changed = new LinkedHashSet<>(records);
        changed.removeIf(condition);
        int removed = records.size() - changed.size();
        if (removed > 0) {
            replace(changed);
        }
        return removed;
    }

    public List<DnsRecord> list() {
        return List.copyOf(records);
    }

    /** Follows aliases inside of the zone. */
    Answer answer(Name name, int type) {
        Set<DnsRecord> known = records;
        List<Record> found = new ArrayList<>();
        Name owner = name;
        for (int alias = 0; alias < MAX_ALIASES; alias++) {
            Name asked = owner;
            List<Record> here = known.stream()
                    .filter(record -> record.name().equals(asked))
                    .map(DnsRecord::wire)
                    .toList();
            here.stream()
                    .filter(record -> type == Type.ANY || record.getType() == type || record.getType() == Type.CNAME)
                    .forEach(found::add);
            if (here.isEmpty()) {
                return new Answer(isAbove(asked, known) ? Rcode.NOERROR : Rcode.NXDOMAIN, found);
            }
            if (type != Type.CNAME && type != Type.ANY && here.getFirst() instanceof CNAMERecord next) {
                owner = next.getTarget();
            } else {
                return new Answer(Rcode.NOERROR, found);
            }
        }
        return new Answer(Rcode.SERVFAIL, found);
    }

    /** A name above an existing one exists too (RFC 8020). */
    private static boolean isAbove(Name name, Set<DnsRecord> known) {
        return known.stream().anyMatch(record -> record.name().subdomain(name));
    }

    private void replace(Set<DnsRecord> changed) {
        if (file != null) {
            try {
                Path unfinished = file.resolveSibling(file.getFileName() + ".new");
                JSON.writerWithDefaultPrettyPrinter().writeValue(unfinished.toFile(), changed);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the DNS records to " + file, e);
            }
        }
        records = changed;
    }
}
