package org.subaccounts.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a service is run on one machine: small, with the serial collector. SERVICE_JAVA_OPTS adds options; later ones win. */
public final class ServiceCommand {
    private static final List<String> JVM_OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms24m",
            "-Xmx160m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=25",
            "-Xss512k",
            // the compilers' memory goes back to the system, which saves a service some 40 MB
            "-XX:TrimNativeHeapInterval=1000",
            // the optimizing compiler would take up to 43 MB for one method, and what has those is no faster by it
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=MemLimit,*.*,16m~stop",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private ServiceCommand() {}

    /** The service, from this jar; {@code properties}: system properties as name=value. */
    public static List<String> of(PlatformService service, Path jar, String... properties) {
        List<String> command = java(service.jvmOptions());
        for (String property : properties) {
            command.add("-D" + property);
        }
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** The same as a process to be started. */
    static ProcessBuilder process(PlatformService service, Path jar, String... properties) {
        ProcessBuilder builder = new ProcessBuilder(of(service, jar, properties));
        // glibc would give every thread a memory pool of its own
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return builder;
    }

    /** Any other program under the same conditions. */
    public static List<String> of(String classPath, String mainClass, List<String> arguments) {
        List<String> command = java(List.of());
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return command;
    }

    private static List<String> java(List<String> special) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(special);
        command.addAll(moreOptions());
        return command;
    }

    private static List<String> moreOptions() {
        String options = System.getenv().getOrDefault("SERVICE_JAVA_OPTS", "").trim();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }
}
