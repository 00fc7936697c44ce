package org.subaccounts.sending.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.sending.message.MessageKey;

class TrackedHtmlTest {
    private static final String KEY = key("0123456789abcdef0123456789abcdef");
    private static final MessageKey MESSAGE = new MessageKey(UUID.randomUUID(), LocalDate.of(2026, 1, 31));
    private static final TrackedHtml.Wish CLICKS = new TrackedHtml.Wish(false, true);
    private static final TrackedHtml.Wish BOTH = new TrackedHtml.Wish(true, true);
    private static final String HOST = "click.acme.example";
    private static final Pattern LINK = Pattern.compile("https://click\\.acme\\.example/t/c/([A-Za-z0-9_-]+)");
    private static final Pattern IMAGE =
            Pattern.compile("<img src=\"https://click\\.acme\\.example/t/o/([A-Za-z0-9_-]+)\\.gif\"[^>]*>");

    private final TrackingTokens tokens = new TrackingTokens(KEY, Optional.empty());
    private final TrackedHtml html = new TrackedHtml(tokens, "https");

    private static String key(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private String rewrite(String text, TrackedHtml.Wish wish) {
        return html.rewrite(text, MESSAGE, HOST, wish);
    }

    private String target(String rewritten) {
        Matcher link = LINK.matcher(rewritten);
        assertThat(link.find()).as(rewritten).isTrue();
        return tokens.clicked(HOST, link.group(1)).orElseThrow().url();
    }

    @Test
    void links_lead_over_the_tracking_host_and_all_else_stays_byte_for_byte() {
        String before = """
                <!DOCTYPE html>
                <HTML><Body  bgcolor=red>
                <!--[if mso]><p>x</p><![endif]-->&nbsp;<br/><A class=b HREF = \"\
                """;
        String after = "\"\ttarget=_blank>Grüße</A><p>unclosed <b>bold</body ></HTML>\n";
        String rewritten = rewrite(before + "https://example.com/?a=1&amp;b=%20&c=2#d" + after, CLICKS);
        assertThat(rewritten).startsWith(before).endsWith(after);
        assertThat(target(rewritten)).isEqualTo("https://example.com/?a=1&b=%20&c=2#d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href='https://example.com/x'>",
                "<a href=https://example.com/x>",
                "<a href=\" https://example.com/x \">",
                "<map><area href=\"https://example.com/x\"></map>",
                "<table><tr><a href=\"https://example.com/x\">moved by parsers</a></table>"
            })
    void links_are_found_however_they_are_written(String text) {
        assertThat(target(rewrite(text, CLICKS))).isEqualTo("https://example.com/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"mailto:a@example.com\">",
                "<a href=\"#top\">",
                "<a href=\"/relative\">",
                "<a href=\"javascript:alert(1)\">",
                "<a href=\"https://exämple.com/\">",
                "<a href=\"https://example.com/a b\">",
                "<a href=\"https://example.com/&#13;&#10;Set-Cookie:x\">",
                "<a href=\"\">",
                "<a href>",
                "<a name=\"https://example.com\">",
                "<link href=\"https://example.com/style.css\">",
                "<img src=\"https://example.com/logo.png\">",
                "plain https://example.com/ text",
                "<!-- <a href=\"https://example.com/\"> -->"
            })
    void everything_else_is_left_alone(String text) {
        assertThat(rewrite(text, CLICKS)).isEqualTo(text);
    }

    @Test
    void links_that_are_too_long_or_too_many_stay_as_they_are() {
        String tooLong = "<a href=\"https://example.com/" + "x".repeat(2_000) + "\">";
        assertThat(rewrite(tooLong, CLICKS)).isEqualTo(tooLong);
        String many = "<a href=\"https://example.com/\">x</a>".repeat(TrackedHtml.MAX_LINKS + 5);
        assertThat(LINK.matcher(rewrite(many, CLICKS)).results()).hasSize(TrackedHtml.MAX_LINKS);
    }

    @Test
    void the_image_stands_at_the_end_of_the_body() {
        TrackedHtml.Wish opens = new TrackedHtml.Wish(true, false);
        String rewritten = rewrite("<body><a href=\"https://example.com\">x</a></BODY></html>", opens);
        Matcher image = IMAGE.matcher(rewritten);
        assertThat(image.find()).isTrue();
        assertThat(rewritten.substring(image.end())).isEqualTo("</BODY></html>");
        assertThat(rewritten.substring(0, image.start())).isEqualTo("<body><a href=\"https://example.com\">x</a>");
        assertThat(tokens.opened(HOST, image.group(1))).contains(MESSAGE);
        for (String text : List.of("<p>no body", "", "text", "<body>open")) {
            assertThat(rewrite(text, opens)).startsWith(text + "<img ");
        }
    }

    @Test
    void the_same_is_the_same_again_and_nothing_wished_is_nothing_changed() {
        String text = "<a href=\"https://example.com/1\">x</a><a href=\"https://example.com/2\">y</a>";
        assertThat(rewrite(text, BOTH)).isEqualTo(rewrite(text, BOTH));
        assertThat(rewrite(text, new TrackedHtml.Wish(false, false))).isEqualTo(text);
    }

    @Test
    void nobody_else_makes_a_token() {
        String token = tokens.click(HOST, MESSAGE, "https://example.com/");
        assertThat(new TrackingTokens(key("another key of thirty-two bytes."), Optional.empty()).clicked(HOST, token))
                .isEmpty();
        assertThat(tokens.opened(HOST, token)).as("of another kind").isEmpty();
        assertThat(tokens.clicked(HOST, "")).isEmpty();
        assertThat(tokens.clicked(HOST, "%%%")).isEmpty();
        assertThat(tokens.clicked(HOST, "a".repeat(4_000))).isEmpty();
        TrackingTokens rotated = new TrackingTokens(key("another key of thirty-two bytes."), Optional.of(List.of(KEY)));
        assertThat(rotated.clicked(HOST, token)).isPresent();
    }

    @Property(tries = 200)
    void a_token_that_was_changed_anywhere_leads_nowhere(
            @ForAll @IntRange(max = 80) int position, @ForAll byte change) {
        byte[] token = Base64.getUrlDecoder().decode(tokens.click(HOST, MESSAGE, "https://example.com/"));
        byte[] changed = token.clone();
        changed[position % changed.length] ^= change;
        assertThat(tokens.clicked(HOST, Base64.getUrlEncoder().withoutPadding().encodeToString(changed)))
                .isEqualTo(
                        change == 0
                                ? Optional.of(new TrackingTokens.Click(MESSAGE, "https://example.com/"))
                                : Optional.empty());
    }
}
