package org.subaccounts.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The path rules of a Kubernetes HTTPRoute (Gateway API v1, matches of type RegularExpression); the first match wins. */
final class Routes {
    private final List<Rule> rules;

    private record Rule(Pattern path, String backend) {}

    private Routes(List<Rule> rules) {
        this.rules = rules;
    }

    static Routes load(Path file) throws IOException {
        List<Rule> rules = new ArrayList<>();
        JsonNode route = new YAMLMapper().readTree(file.toFile());
        for (JsonNode rule : required(route.at("/spec/rules"), "spec.rules")) {
            String backend = required(rule.at("/backendRefs/0/name"), "backendRefs[0].name")
                    .textValue();
            for (JsonNode match : required(rule.at("/matches"), "matches")) {
                if (!match.at("/path/type").asText().equals("RegularExpression")) {
                    throw new IOException("only matches of type RegularExpression are known here: " + match);
                }
                String expression =
                        required(match.at("/path/value"), "path.value").textValue();
                rules.add(new Rule(Pattern.compile(expression), backend));
            }
        }
        return new Routes(List.copyOf(rules));
    }

    /** Name of the service that answers this path; nobody answers a path that hides another one behind dots. */
    Optional<String> backend(String path) {
        if (hasDotSegments(path)) {
            return Optional.empty();
        }
        return rules.stream()
                .filter(rule -> rule.path().matcher(path).find())
                .map(Rule::backend)
                .findFirst();
    }

    private static boolean hasDotSegments(String path) {
        String decoded = path.toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace('\\', '/');
        return ("/" + decoded + "/").contains("/../") || ("/" + decoded + "/").contains("/./");
    }

    private static JsonNode required(JsonNode node, String name) throws IOException {
        if (node.isMissingNode() || node.isNull()) {
            throw new IOException(name + " is missing");
        }
        return node;
    }
}
