package org.subaccounts.local;

import java.nio.file.Files;
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
            "-XX:TrimNativeHeapInterval=5000",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private ServiceCommand() {}

    /** The service in this jar; {@code properties}: system properties as name=value. */
    public static List<String> of(Path jar, String... properties) {
        List<String> command = java();
        command.addAll(classCache(jar));
        for (String property : properties) {
            command.add("-D" + property);
        }
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** Any other program under the same conditions. */
    public static List<String> of(String classPath, String mainClass, List<String> arguments) {
        List<String> command = java();
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return command;
    }

    private static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(moreOptions());
        return command;
    }

    /** Made by the service's build, if it makes one: classes ready to use, which shortens the start. */
    private static List<String> classCache(Path jar) {
        Path cache = jar.resolveSibling("app.aot");
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    private static List<String> moreOptions() {
        String options = System.getenv().getOrDefault("SERVICE_JAVA_OPTS", "").trim();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }
}
