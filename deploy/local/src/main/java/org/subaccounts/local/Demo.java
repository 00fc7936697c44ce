package org.subaccounts.local;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The sub-account flow, told step by step (make demo). Exit code 1 if a step does not do what it should. */
public final class Demo {
    private Demo() {}

    /** Argument: the file platform.env of the running platform. System property colour=true colours the output. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Narrator narrator = new Narrator(out, Boolean.getBoolean("colour"));
        try (ApiClient client = new ApiClient()) {
            PlatformEnv environment = PlatformEnv.read(Path.of(arguments[0]));
            new SubAccountFlow(environment, narrator, client).run();
            out.println();
            narrator.seen("The whole flow works. Mails: " + environment.get("MAIL_URL"));
        } catch (StartFailure e) {
            narrator.failed(String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }
}
