package org.subaccounts.sending.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.subaccounts.sending.message.EmailAddress;

/** Two writings of one mailbox are one suppression, and two mailboxes are never one. */
class NormalizationPropertyTest {
    /** A mailbox, in lower case and with its domain as U-labels. */
    record Mailbox(String localPart, String domain) {
        String aLabels() {
            return localPart + "@" + IDN.toASCII(domain);
        }
    }

    private static String normalized(String text) {
        return EmailAddress.parse(text).orElseThrow().normalized().toString();
    }

    @Provide
    Arbitrary<Mailbox> mailboxes() {
        Arbitrary<String> atom = Arbitraries.strings()
                .withChars("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+/=?^_`{|}~-")
                .ofMinLength(1)
                .ofMaxLength(15);
        Arbitrary<String> local = atom.list().ofMinSize(1).ofMaxSize(4).map(atoms -> String.join(".", atoms));
        Arbitrary<String> label = Arbitraries.strings()
                .withChars("abcxyz0189üéñœдш中例")
                .ofMinLength(1)
                .ofMaxLength(10);
        Arbitrary<String> domain = Combinators.combine(
                        label.list().ofMinSize(1).ofMaxSize(3), Arbitraries.of("com", "example", "рф"))
                .as((labels, top) -> String.join(".", labels) + "." + top);
        return Combinators.combine(local, domain).as(Mailbox::new);
    }

    @Property
    void every_writing_of_a_mailbox_is_the_same(
            @ForAll("mailboxes") Mailbox mailbox, @ForAll List<Boolean> upper, @ForAll boolean aLabels) {
        String plain = aLabels ? mailbox.aLabels() : mailbox.localPart() + "@" + mailbox.domain();
        StringBuilder writing = new StringBuilder(" \t");
        for (int i = 0; i < plain.length(); i++) {
            String letter = plain.substring(i, i + 1);
            boolean raised = !upper.isEmpty() && upper.get(i % upper.size());
            writing.append(raised ? letter.toUpperCase(Locale.ROOT) : letter);
        }
        assertThat(normalized(writing.append("\n").toString())).isEqualTo(mailbox.aLabels());
    }

    @Property
    void what_is_normalized_stays_as_it_is(@ForAll("mailboxes") Mailbox mailbox) {
        assertThat(normalized(normalized(mailbox.aLabels()))).isEqualTo(normalized(mailbox.aLabels()));
    }

    @Property
    void two_mailboxes_stay_two(@ForAll("mailboxes") Mailbox one, @ForAll("mailboxes") Mailbox other) {
        assertThat(normalized(one.aLabels()).equals(normalized(other.aLabels())))
                .isEqualTo(one.equals(other));
    }
}
