package org.subaccounts.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputsTest {
    @Test
    void domainsAreTrimmedLowerCasedWithoutTrailingDotAndAsALabels() {
        Map.of(
                        " Acme.Example.COM ", "acme.example.com",
                        "acme.example.com.", "acme.example.com",
                        "müller.example", "xn--mller-kva.example",
                        "a-b.example", "a-b.example")
                .forEach((given, kept) ->
                        assertThat(Inputs.domain("website", given)).isEqualTo(kept));
    }

    @Test
    void whatOnceMeantAnotherDomainIsRefusedButAsALabel() {
        for (String name :
                List.of("straße.example", "FAß.example", "βόλος.example", "a\u200db.example", "a\u200cb.example")) {
            assertThatThrownBy(() -> Inputs.domain("website", name))
                    .as(name)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("A-label");
        }
        assertThat(Inputs.domain("website", "xn--strae-oqa.example")).isEqualTo("xn--strae-oqa.example");
    }

    @Test
    void whatIsNoFullyQualifiedNameIsRefused() {
        for (String name : List.of(
                "localhost",
                "https://a.example",
                "a.example/x",
                "-a.example",
                "a-.example",
                "a..example",
                "a_b.example",
                "1.2.3.4",
                "a b.example",
                "a.example:80",
                "a".repeat(64) + ".example",
                ("a".repeat(60) + ".").repeat(5) + "example")) {
            assertThatThrownBy(() -> Inputs.domain("website", name))
                    .as(name)
                    .isInstanceOf(Refusal.class)
                    .hasMessageStartingWith("website must be a fully qualified domain name");
        }
        assertThatThrownBy(() -> Inputs.domain("website", "  "))
                .hasMessage("website is required and must not be blank");
    }

    @Test
    void textIsTrimmedAndBounded() {
        assertThat(Inputs.text("name", "  Acme  ", 255)).isEqualTo("Acme");
        assertThat(Inputs.text("name", "x".repeat(255), 255)).hasSize(255);
        assertThatThrownBy(() -> Inputs.text("name", "x".repeat(256), 255))
                .hasMessage("name must be at most 255 characters long");
        assertThatThrownBy(() -> Inputs.text("name", " \t ", 255)).hasMessage("name is required and must not be blank");
        assertThatThrownBy(() -> Inputs.text("name", "a\0b", 255))
                .hasMessage("name must not contain control characters");
    }

    @Test
    void timesAreThoseOfRfc3339ToTheMicrosecond() {
        Map.of(
                        "2026-10-01T12:00:00Z", "2026-10-01T12:00:00Z",
                        "2026-10-01t12:00:00z", "2026-10-01T12:00:00Z",
                        "2026-10-01T12:00:00.123456789+02:00", "2026-10-01T10:00:00.123456Z",
                        "2026-10-01T00:00:00-00:00", "2026-10-01T00:00:00Z",
                        "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z")
                .forEach((given, time) ->
                        assertThat(Inputs.time("from_time", given)).isEqualTo(time));
        for (String text : List.of(
                "",
                "2026-10-01",
                "2026-10-01T12:00Z",
                "2026-10-01T12:00:00",
                "2026-10-01 12:00:00Z",
                "2026-02-29T12:00:00Z",
                "2026-10-01T25:00:00Z",
                "2026-10-01T12:00:00+01:00:00",
                "+12026-10-01T12:00:00Z",
                "2026-10-01T12:00:00.Z",
                " 2026-10-01T12:00:00Z",
                "1790000000")) {
            assertThatThrownBy(() -> Inputs.time("from_time", text))
                    .as(text)
                    .isInstanceOf(Refusal.class)
                    .hasMessage("from_time must be an RFC 3339 time such as 2026-10-01T12:00:00Z");
        }
        assertThatThrownBy(() -> Inputs.time("from_time", null)).isInstanceOf(Refusal.class);
    }

    @Test
    void onlyTheCanonicalFormIsAUuid() {
        assertThatThrownBy(() -> Inputs.uuid("id", "1-1-1-1-1")).hasMessage("id must be a UUID");
        assertThatThrownBy(() -> Inputs.uuid("id", null)).hasMessage("id must be a UUID");
    }

    @Test
    void a_domain_that_is_far_too_long_is_refused_before_it_is_converted() {
        assertThatThrownBy(() -> Inputs.domain("website", "\u00fc" + "x".repeat(5_000) + ".example.com"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("website must be a fully qualified domain name");
    }

    @Test
    void half_a_surrogate_pair_is_no_text() {
        assertThatThrownBy(() -> Inputs.text("name", "a\ud800", 10))
                .isInstanceOf(Refusal.class)
                .hasMessage("name must be valid Unicode text");
        assertThat(Inputs.text("name", "a\ud83d\ude00", 10)).isEqualTo("a\ud83d\ude00");
    }
}
