package org.subaccounts.account.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.platform.http.Refusal;

class WebsitesTest {
    @ParameterizedTest
    @CsvSource({
        "acme.example.com, https://acme.example.com, acme.example.com",
        "https://acme.example.com, https://acme.example.com, acme.example.com",
        "http://acme.example.com:8080/x, http://acme.example.com:8080/x, acme.example.com",
        "https://acme.example.com?x=http://y, https://acme.example.com?x=http://y, acme.example.com",
    })
    void one_stored_text_is_shown_as_url_and_as_host(String stored, String url, String host) {
        assertThat(Websites.url(stored)).isEqualTo(url);
        assertThat(Websites.host(stored)).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "' HTTPS://Acme.Example.COM/ ', https://acme.example.com/",
        "HTTP://Acme.example.com/Shop/, http://acme.example.com/Shop/",
        "https://Acme.example.com, https://acme.example.com",
        "https://acme.example.com:8443/A?b=C#d, https://acme.example.com:8443/A?b=C#d",
        "https://acme.example.com/?b, https://acme.example.com/?b",
        "https://xn--bcher-kva.example.com, https://xn--bcher-kva.example.com",
    })
    void a_url_is_kept_with_its_scheme_and_host_in_lower_case(String given, String kept) {
        assertThat(Websites.checkUrl("website", given)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acme.example.com",
                "//acme.example.com",
                "mailto:a@example.com",
                "javascript:alert(1)",
                "https://",
                "https:///x",
                "https://acme",
                "https://10.0.0.1",
                "https://[::1]/",
                "https://a:b@acme.example.com",
                "https://acme.example.com:99999",
                "https://acme_x.example.com",
                "https://acme.example.com/\ud83d"
            })
    void anything_else_is_refused(String given) {
        assertThatThrownBy(() -> Websites.checkUrl("website", given)).isInstanceOf(Refusal.class);
    }

    @Test
    void a_url_has_at_most_255_characters() {
        String longest = "https://acme.example.com/" + "x".repeat(230);
        assertThat(Websites.checkUrl("website", longest)).hasSize(255);
        assertThatThrownBy(() -> Websites.checkUrl("website", longest + "x")).isInstanceOf(Refusal.class);
    }
}
