package org.subaccounts.local;

import java.util.Locale;

/** What is printed once everything is healthy. */
final class Banner {
    private Banner() {}

    static String of(PlatformEnv environment, ParentAccount parent, LocalDirectory directory, double seconds) {
        String secret = parent.isNew() ? parent.secret() : "in " + directory.platformEnv() + " (PARENT_SECRET)";
        return """

                  The platform is up (%s s).

                    API              %s
                    Parent account   %s
                    Secret           %s
                    DNS              %s
                    Mails            %s
                    Settings         %s
                    Logs             %s

                  See the whole flow: make demo      Stop: make down
                """.formatted(
                        String.format(Locale.ROOT, "%.1f", seconds),
                        environment.get("BASE_URL"),
                        parent.id(),
                        secret,
                        environment.get("DNS_URL"),
                        environment.get("MAIL_URL"),
                        directory.platformEnv(),
                        directory.logs());
    }
}
