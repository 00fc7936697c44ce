package org.subaccounts.sending.message.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Templates TEMPLATES = new Templates();
    private static final Map<String, @Nullable Object> VALUES = values();

    private static Map<String, @Nullable Object> values() {
        Map<String, @Nullable Object> order = new LinkedHashMap<>();
        order.put("total", 9.5);
        order.put("count", 2);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("name", "Ann");
        values.put("order", order);
        values.put("items", List.of(Map.of("title", "Tea"), Map.of("title", "Pot")));
        values.put("markup", "<b>{{ name }}</b>");
        values.put("nothing", null);
        return values;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            value = {
                "Hello {{ name }}! § Hello Ann!",
                "'{{ missing }}, {{ missing.more }}, {{ missing|default(\"you\") }}' § ', , you'",
                "{{ '%.2f'|format(order.total) }} {{ order['count'] + 1 }} § 9.50 3",
                "{% for i in items %}{{ loop.index }} {{ i.title|upper }}{% if not loop.last %}, {% endif %}{% endfor %} § 1 TEA, 2 POT",
                "{% for k, v in order.items() %}{{ k }}={{ v }};{% endfor %} § total=9.5;count=2;",
                "{% if order.count > 1 and name == 'Ann' %}many{% else %}one{% endif %} § many",
                "{% set n = name|lower %}{{ n ~ '!' }} § ann!",
                "{{ items|map(attribute='title')|join(' & ') }} § Tea & Pot",
                "'{# not shown #}{{ nothing is none }} {{ other is defined }}' § true false",
                "'{% raw %}{{ name }}{% endraw %}' § {{ name }}",
                "body { color: red } § body { color: red }",
            })
    void templatesAreJinja(String template, String expected) throws TemplateFailure {
        TEMPLATES.check(template);
        assertThat(TEMPLATES.render(template, VALUES)).isEqualTo(expected);
    }

    @Test
    void valuesAreNeitherEscapedNorRendered() throws TemplateFailure {
        assertThat(TEMPLATES.render("{{ markup }}", VALUES)).isEqualTo("<b>{{ name }}</b>");
        assertThat(TEMPLATES.render("{{ markup|e }}", VALUES)).isEqualTo("&lt;b&gt;{{ name }}&lt;/b&gt;");
    }

    @Test
    void aRecipientsValuesComeBeforeTheGlobalOnes() throws TemplateFailure {
        Map<String, @Nullable Object> merged = Templates.values(
                        Map.of("name", "you", "shop", "Acme"), Map.of("name", "Ann"))
                .orElseThrow();
        assertThat(TEMPLATES.render("{{ name }} at {{ shop }}", merged)).isEqualTo("Ann at Acme");
        assertThat(Templates.values(null, null)).isEmpty();
        assertThat(Templates.values(Map.of(), Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 1 + }}",
                "{{ name|nofilter }}",
                "{{ nofunction() }}",
                "{% foo %}",
                "{% if name %}",
                "{% endif %}",
                "{% if false %}{{ 1 + }}{% endif %}",
                "{% for i in %}{% endfor %}",
                "{{ name",
                "{% include 'other' %}",
                "{% import 'other' as o %}",
                "{% from 'other' import o %}",
                "{% extends 'other' %}",
                "{% macro m() %}{{ m() }}{% endmacro %}",
                "{{ ____int3rpr3t3r____ }}"
            })
    void faultsAreFoundWhateverTheValuesAre(String template) {
        assertThatExceptionOfType(TemplateFailure.class).isThrownBy(() -> TEMPLATES.check(template));
    }

    @Test
    void checkingEvaluatesNothing() {
        assertThatNoException()
                .isThrownBy(() -> TEMPLATES.check("{{ a.b.c + 1 }}{% for i in x.y %}{{ i.z }}{% endfor %}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ name.getClass() }}",
                "{{ name.getClass().forName('java.lang.Runtime') }}",
                "{{ 'a'.repeat(1000000000) }}",
                "{{ 'a'.getBytes() }}",
                "{{ items.add(1) }}",
                "{{ order.put('total', 0) }}",
                "{{ ____int3rpr3t3r____.getConfig().getObjectMapper() }}",
                "{% set ____int3rpr3t3r____ = 1 %}{{ ____int3rpr3t3r____ }}",
                "{{ filter:upper.getClass() }}",
                "{{ (name|upper).getClass() }}",
                "{{ loop.getClass() }}{% for i in items %}{{ loop.getClass() }}{% endfor %}",
                "{% for class, bytes in ['abc'] %}{{ class }}{% endfor %}",
                "{% for class, declaredMethods in [name, name] %}{{ class }}{% endfor %}",
                "{% include '/etc/passwd' %}",
                "{% include 'application.properties' %}",
                "{{ name|render }}",
                "{{ markup|striptags }}",
                "{{ '{{ name }}'|fromjson }}",
                "{{ today() }}",
                "{{ items|random }}"
            })
    void nothingOfTheServiceIsReached(String template) {
        assertThatExceptionOfType(TemplateFailure.class).isThrownBy(() -> TEMPLATES.render(template, VALUES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ name.class }}", "{{ name.bytes }}", "{{ items.class }}", "{{ ''.class.forName }}"})
    void javaPropertiesAreNotThere(String template) throws TemplateFailure {
        assertThat(TEMPLATES.render(template, VALUES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // loops
                "{% for a in range(10000) %}{% for b in range(10000) %}{% for c in range(10000) %}{% endfor %}{% endfor %}{% endfor %}",
                "{% for a in range(10000) %}{% for b in range(10000) %}x{% endfor %}{% endfor %}",
                "{% for a in range(10000) %}{% for b in range(10000) %}{{ b|string|upper|lower }}{% endfor %}{% endfor %}",
                // growth
                "{% set a = 'xxxxxxxxxx' %}{% for i in range(100) %}{% set a = a ~ a %}{{ a|length }}{% endfor %}",
                "{% set a = 'xx' %}" + DOUBLED + "{{ a|length }}",
                "{% set a = 'ab' %}" + HALF_DOUBLED + "{{ a|replace('a', a) }}",
                "{% set a = 'ab' %}" + HALF_DOUBLED + "{{ a|list|join(a) }}",
                "{% set a = [0,0,0,0,0,0,0,0,0,0] %}" + NESTED + "{{ a }}",
                "{% set a = [0,0,0,0,0,0,0,0,0,0] %}" + NESTED + "{{ [a, a]|unique }}",
                "{% set a = {'x': 'yyyyyyyyyy', 'z': 1} %}" + NESTED + "{{ a|tojson }}",
                "{% set a = 9000000000000000000.5 %}{{ '%999999999.2f'|format(a) }}",
                "{{ 9.5|round(1000000000) }}",
                "{{ '%1000000000d'|format(1) }}",
                "{{ 'a'|center(1000000000) }}",
                "{% for i in range(10000) %}" + THOUSAND + "{% endfor %}",
                // depth
                "{{ " + DEEP_OPEN + "1" + DEEP_CLOSE + " }}",
                "{{ " + DEEP_MINUS + "1 }}"
            })
    void whatWouldTakeTooMuchIsStopped(String template) {
        long start = System.nanoTime();
        assertThatExceptionOfType(TemplateFailure.class).isThrownBy(() -> TEMPLATES.render(template, VALUES));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    @Test
    void whatIsNestedAsFarAsAllowedIsRendered() throws TemplateFailure {
        assertThat(TEMPLATES.render("{{ " + "(".repeat(90) + "1" + ")".repeat(90) + " }}", VALUES))
                .isEqualTo("1");
    }

    private static final String TWICE = "{% set a = a ~ a %}";
    private static final String HALF_DOUBLED =
            TWICE + TWICE + TWICE + TWICE + TWICE + TWICE + TWICE + TWICE + TWICE + TWICE + TWICE + TWICE;
    private static final String DOUBLED = HALF_DOUBLED + HALF_DOUBLED;
    private static final String TEN = "{% set a = [a,a,a,a,a,a,a,a,a,a] %}";
    private static final String NESTED = TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN;
    private static final String HUNDRED =
            "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy";
    private static final String THOUSAND =
            HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED;
    private static final String OPEN = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[";
    private static final String CLOSE = "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]";
    private static final String DEEP_OPEN = OPEN + OPEN + OPEN + OPEN;
    private static final String DEEP_CLOSE = CLOSE + CLOSE + CLOSE + CLOSE;
    private static final String MINUS = "--------------------------------------------------";
    private static final String MANY_MINUS =
            MINUS + MINUS + MINUS + MINUS + MINUS + MINUS + MINUS + MINUS + MINUS + MINUS;
    private static final String DEEP_MINUS =
            MANY_MINUS + MANY_MINUS + MANY_MINUS + MANY_MINUS + MANY_MINUS + MANY_MINUS + MANY_MINUS + MANY_MINUS;

    @Test
    void timeIsBoundedToo() {
        assertThatExceptionOfType(TemplateFailure.class)
                .isThrownBy(() ->
                        TEMPLATES.render("{% for a in range(10000) %}{{ a }}{% endfor %}", VALUES, Duration.ofNanos(1)))
                .withMessage("it takes too long")
                .matches(TemplateFailure::isPassing);
    }

    @Test
    void aTemplateOfManyPartsIsRefusedBeforeItIsRead() {
        assertThatExceptionOfType(TemplateFailure.class)
                .isThrownBy(() -> TEMPLATES.check("{{ a }}".repeat(Templates.MAX_TAGS + 1)));
        assertThatExceptionOfType(TemplateFailure.class)
                .isThrownBy(() -> TEMPLATES.check("{% if true %}".repeat(15_000) + "{% endif %}".repeat(5_000)));
        assertThatExceptionOfType(TemplateFailure.class)
                .isThrownBy(() -> TEMPLATES.check("{{ a }}" + "x".repeat(Templates.MAX_LENGTH)));
    }

    @Test
    void theSameValuesGiveTheSameEachTime() throws TemplateFailure {
        String template = "{{ name }} {{ order }} {{ items }} {% for k in order %}{{ k }}{% endfor %}";
        String first = TEMPLATES.render(template, VALUES);
        for (int i = 0; i < 20; i++) {
            assertThat(TEMPLATES.render(template, VALUES)).isEqualTo(first);
        }
    }
}
