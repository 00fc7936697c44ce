package org.subaccounts.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Where the local platform keeps what it keeps (.local/ in the repository): data, secrets, logs, process ids. */
record LocalDirectory(Path path) {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final int LINES_OF_LAST_WORDS = 60;
    private static final Pattern STACK_FRAME = Pattern.compile("^(at |\\.\\.\\. \\d+ (more|common frames))");
    private static final Pattern ERROR = Pattern.compile("ERROR|FATAL|Exception|Error:");

    static LocalDirectory create(Path path) throws IOException {
        LocalDirectory directory = new LocalDirectory(path.toAbsolutePath());
        for (Path needed : List.of(directory.data(), directory.logs(), directory.run())) {
            Files.createDirectories(needed);
        }
        return directory;
    }

    Path data() {
        return path.resolve("data");
    }

    Path logs() {
        return path.resolve("logs");
    }

    Path run() {
        return path.resolve("run");
    }

    Path platformEnv() {
        return path.resolve("platform.env");
    }

    Path secrets() {
        return data().resolve("secrets.properties");
    }

    Path parentAccount() {
        return data().resolve("parent-account.properties");
    }

    /** Exists while everything is up. */
    Path ready() {
        return run().resolve("ready");
    }

    Path pid(String process) {
        return run().resolve(process + ".pid");
    }

    Path log(String process) {
        return logs().resolve(process + ".log");
    }

    /** Readable by the owner only (mode 600); the old content or the new one, never half of it. */
    static void writeSecret(Path file, String content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, OWNER_ONLY);
        Files.writeString(unfinished, content);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What a process said before it died: its last line that names an error, else its last one that is no stack frame. */
    static String lastWords(Path log) {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line ->
                            !line.isEmpty() && !STACK_FRAME.matcher(line).find())
                    .toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES_OF_LAST_WORDS), lines.size());
            return last.stream()
                    .filter(line -> ERROR.matcher(line).find())
                    .reduce((first, second) -> second)
                    .orElse(last.isEmpty() ? "no output" : last.getLast());
        } catch (NoSuchFileException e) {
            return "no output";
        } catch (IOException e) {
            return "log not readable: " + e.getMessage();
        }
    }
}
