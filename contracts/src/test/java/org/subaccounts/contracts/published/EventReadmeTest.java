package org.subaccounts.contracts.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's list of events and its example, against the schemas. */
class EventReadmeTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+\\.v\\d+)` \\| [^|]+ \\| ([^|]+) \\|$");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)ce_type *: (\\S+).*?\\n\\n(\\{.*?\\n})");

    private final String readme = EventDocuments.text("README.md");

    @Test
    void it_lists_every_event_once_with_its_members() {
        List<String> rows = new ArrayList<>();
        List<String> schemas = new ArrayList<>();
        ROW.matcher(readme).results().forEach(row -> rows.add(row.group(1) + ": " + row.group(2)));
        for (String name : EventDocuments.names()) {
            List<String> members = new ArrayList<>();
            EventDocuments.schema(name).path("properties").fieldNames().forEachRemaining(members::add);
            members.remove("account_id");
            members.remove("occurred_at");
            schemas.add(name + ": " + (members.isEmpty() ? "–" : "`" + String.join("`, `", members) + "`"));
        }
        assertThat(rows).containsExactlyInAnyOrderElementsOf(schemas);
    }

    @Test
    void its_example_is_valid() throws Exception {
        List<MatchResult> examples = EXAMPLE.matcher(readme).results().toList();
        assertThat(examples).isNotEmpty();
        for (MatchResult example : examples) {
            String name = example.group(1).substring(EventDocuments.NAMESPACE.length());
            JsonNode data = EventDocuments.JSON.readTree(example.group(2));
            assertThat(EventDocuments.problems(EventDocuments.schema(name), data))
                    .isEmpty();
            assertThat(data).isEqualTo(EventDocuments.sample(name));
        }
    }
}
