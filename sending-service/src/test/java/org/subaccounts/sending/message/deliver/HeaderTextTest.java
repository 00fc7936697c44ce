package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.junit.jupiter.api.Test;

class HeaderTextTest {
    @Test
    void plainAsciiStaysReadable() {
        assertThat(HeaderText.unstructured("Welcome, Ann!")).isEqualTo("Welcome, Ann!");
    }

    @Test
    void aNameInQuotesCannotEndThem() {
        assertThat(HeaderText.mailbox("a@example.com", "Ann \"the\\best\" <x>"))
                .isEqualTo("\"Ann \\\"the\\\\best\\\" <x>\" <a@example.com>");
    }

    @Test
    void withoutANameTheAddressStandsAlone() {
        assertThat(HeaderText.mailbox("a@example.com", null)).isEqualTo("a@example.com");
        assertThat(HeaderText.mailbox("a@example.com", " ")).isEqualTo("a@example.com");
    }

    @Test
    void whatLooksEncodedIsEncodedAgain() {
        String text = "=?UTF-8?B?eA==?=";
        assertThat(decoded(HeaderText.unstructured(text))).isEqualTo(text);
    }

    @Test
    void charactersOutsideOfTheBasicPlaneAreNotSplit() {
        String text = "🎉".repeat(40);
        assertThat(decoded(HeaderText.unstructured(text))).isEqualTo(text);
    }

    @Property(tries = 200)
    void everyTextComesBackAndNoLineIsTooLong(@ForAll @StringLength(min = 1, max = 300) String text) {
        String printable = new String(
                text.codePoints()
                        .filter(c -> !Character.isISOControl(c) && !(c >= 0xD800 && c <= 0xDFFF))
                        .toArray(),
                0,
                (int) text.codePoints()
                        .filter(c -> !Character.isISOControl(c) && !(c >= 0xD800 && c <= 0xDFFF))
                        .count());
        String header = HeaderText.unstructured(printable);
        assertThat(header.split("\r\n ")).allMatch(line -> line.length() <= 900);
        assertThat(header.chars()).allMatch(c -> (c >= ' ' && c <= '~') || c == '\r' || c == '\n');
        assertThat(decoded(header)).isEqualTo(printable);
    }

    private static String decoded(String header) {
        return DecoderUtil.decodeEncodedWords(header.replace("\r\n", ""), DecodeMonitor.SILENT);
    }
}
