package org.subaccounts.platform.eventstore;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.EventCriterion;
import org.axonframework.messaging.eventstreaming.Tag;
import org.jspecify.annotations.Nullable;

/** Event criteria as SQL arguments: three arrays with one element per criterion. */
record Criteria(List<Criterion> all) {
    static final int MAX_CRITERIA = 100;
    static final Criteria NONE = new Criteria(List.of());

    /**
     * @param anchor the tag that finds the events
     * @param tags all tags as array literal, null if the anchor is the only one
     * @param types the types as array literal, null if any will do
     */
    record Criterion(
            String anchor, @Nullable String tags, @Nullable String types) {
        static Criterion of(EventCriterion criterion, Set<String> preferredAnchors) {
            List<String> tags = texts(criterion.tags());
            if (tags.isEmpty()) {
                throw new UnsupportedOperationException("a criterion without tags cannot be sourced or be a condition");
            }
            return new Criterion(
                    tags.stream().filter(preferredAnchors::contains).findFirst().orElse(tags.getFirst()),
                    tags.size() == 1 ? null : arrayLiteral(tags),
                    criterion.types().isEmpty()
                            ? null
                            : arrayLiteral(criterion.types().stream()
                                    .map(QualifiedName::name)
                                    .sorted()
                                    .toList()));
        }
    }

    /**
     * @param preferredAnchors tags that are locked anyway; a criterion that has one of them needs no lock of its own,
     *     because every event that matches a criterion carries all of its tags
     */
    static Criteria of(EventCriteria criteria, Set<String> preferredAnchors) {
        Set<EventCriterion> flat = criteria.flatten();
        if (flat.isEmpty()) {
            throw new UnsupportedOperationException(
                    "criteria that match every event cannot be sourced or be a condition");
        }
        if (flat.size() > MAX_CRITERIA) {
            throw new IllegalArgumentException("at most " + MAX_CRITERIA + " criteria, not " + flat.size());
        }
        return new Criteria(
                flat.stream().map(one -> Criterion.of(one, preferredAnchors)).toList());
    }

    /** The tag if this is nothing but one tag. */
    @Nullable String onlyTag() {
        return all.size() == 1
                        && all.getFirst().tags() == null
                        && all.getFirst().types() == null
                ? all.getFirst().anchor()
                : null;
    }

    String[] anchors() {
        return all.stream().map(Criterion::anchor).toArray(String[]::new);
    }

    @Nullable String[] tags() {
        return all.stream().map(Criterion::tags).toArray(String[]::new);
    }

    @Nullable String[] types() {
        return all.stream().map(Criterion::types).toArray(String[]::new);
    }

    static String text(Tag tag) {
        return tag.key() + "=" + tag.value();
    }

    static Tag tag(String text) {
        int separator = text.indexOf('=');
        return new Tag(text.substring(0, separator), text.substring(separator + 1));
    }

    /** Sorted, so that the same tags are always the same text. */
    static List<String> texts(Set<Tag> tags) {
        return tags.stream().map(Criteria::text).sorted().toList();
    }

    static String arrayLiteral(Collection<String> elements) {
        return elements.stream()
                .map(element -> "\"" + element.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
