package org.subaccounts.sending.message.template;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.el.TruthyTypeConverter;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.lib.Importable;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import com.hubspot.jinjava.random.RandomNumberGeneratorStrategy;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TextNode;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.javax.el.ExpressionFactory;

/**
 * Jinja with the tags, filters and functions of these lists only: none reads files or other templates, knows the time, or makes
 * much from little. Values are never rendered themselves.
 */
final class Sandbox extends Jinjava {
    static final int MAX_OUTPUT = 4 * 1024 * 1024;
    private static final int MAX_ELEMENTS = 10_000;
    private static final int MAX_RENDER_DEPTH = 20;
    private static final int CACHED_EXPRESSIONS = 200;

    static final Set<String> TAGS = Set.of(
            "autoescape",
            "break",
            "continue",
            "cycle",
            "elif",
            "else",
            "for",
            "if",
            "ifchanged",
            "print",
            "raw",
            "set",
            "unless");
    static final Set<String> FILTERS = Set.of(
            "abs",
            "attr",
            "bool",
            "capitalize",
            "count",
            "cut",
            "d",
            "default",
            "dictsort",
            "divide",
            "divisible",
            "e",
            "escape",
            "escapejs",
            "escapejson",
            "filesizeformat",
            "first",
            "float",
            "forceescape",
            "format",
            "groupby",
            "int",
            "join",
            "last",
            "length",
            "list",
            "lower",
            "map",
            "multiply",
            "add",
            "reject",
            "rejectattr",
            "replace",
            "reverse",
            "round",
            "safe",
            "select",
            "selectattr",
            "sort",
            "split",
            "string",
            "sum",
            "title",
            "tojson",
            "trim",
            "truncate",
            "unique",
            "upper",
            "urlencode",
            "wordcount");
    static final Set<String> FUNCTIONS = Set.of("range");
    static final Set<String> TESTS = Set.of(
            "!=",
            "<",
            "<=",
            "==",
            ">",
            ">=",
            "boolean",
            "containing",
            "containingall",
            "defined",
            "divisibleby",
            "eq",
            "equalto",
            "even",
            "false",
            "float",
            "ge",
            "greaterthan",
            "gt",
            "in",
            "integer",
            "iterable",
            "le",
            "lessthan",
            "lower",
            "lt",
            "mapping",
            "ne",
            "none",
            "number",
            "odd",
            "sameas",
            "sequence",
            "string",
            "string_containing",
            "string_startingwith",
            "true",
            "truthy",
            "undefined",
            "upper",
            "within");

    private final TreeStore trees = new TreeStore(new SandboxParser.Syntax(), new Cache(CACHED_EXPRESSIONS));
    private final ExpressionFactory expressions = new ExpressionFactoryImpl(trees, new TruthyTypeConverter());

    private Sandbox(JinjavaConfig config) {
        super(config);
    }

    static Sandbox create() {
        Sandbox sandbox = new Sandbox(config());
        sandbox.setResourceLocator((name, _, _) -> {
            throw new ResourceNotFoundException("templates know no other files: " + name);
        });
        sandbox.registerTag(new Loops());
        sandbox.registerFilter(new BoundedFilters.Round());
        sandbox.registerFilter(new BoundedFilters.Format());
        sandbox.registerFilter(new BoundedFilters.Replace());
        return sandbox;
    }

    @Override
    public ExpressionFactory getExpressionFactory() {
        return expressions;
    }

    @Override
    public ExpressionFactory getEagerExpressionFactory() {
        return expressions;
    }

    /** Parses the expression, without evaluating it. Fails with a {@code ELException}. */
    void parseExpression(String expression) {
        Object parsed = trees.get("#{" + expression.strip() + "}");
        Objects.requireNonNull(parsed);
    }

    private static JinjavaConfig config() {
        return JinjavaConfig.newBuilder()
                .withLocale(Locale.US)
                .withTimeZone(ZoneOffset.UTC)
                .withRandomNumberGeneratorStrategy(RandomNumberGeneratorStrategy.CONSTANT_ZERO)
                .withDisabled(disabled())
                .withElResolver(new SandboxResolver())
                .withNestedInterpretationEnabled(false)
                .withMaxRenderDepth(MAX_RENDER_DEPTH)
                .withEnableRecursiveMacroCalls(false)
                .withMaxOutputSize(MAX_OUTPUT)
                .withMaxStringLength(Budget.MAX_WEIGHT)
                .withMaxListSize(MAX_ELEMENTS)
                .withMaxMapSize(MAX_ELEMENTS)
                .withRangeLimit(MAX_ELEMENTS)
                .withProcessors(JinjavaProcessors.newBuilder()
                        .withNodePreProcessor((node, _) -> Budget.spend(length(node)))
                        .build())
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withIterateOverMapKeys(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withEvaluateMapKeys(true)
                        .withKeepNullableLoopValues(true)
                        .build())
                .build();
    }

    private static int length(Node node) {
        return node instanceof TextNode ? node.getMaster().getImage().length() : 0;
    }

    /** Everything of the library that is not in the lists. */
    private static Map<Library, Set<String>> disabled() {
        Context all = new Jinjava().getGlobalContext();
        return ImmutableMap.of(
                Library.TAG, others(all.getAllTags(), TAGS),
                Library.FILTER, others(all.getAllFilters(), FILTERS),
                Library.FUNCTION, others(all.getAllFunctions(), Set.of(":range")));
    }

    private static Set<String> others(Collection<? extends Importable> all, Set<String> allowed) {
        return all.stream()
                .map(Importable::getName)
                .filter(name -> !name.startsWith("end") && !allowed.contains(name))
                .collect(Collectors.collectingAndThen(Collectors.toSet(), ImmutableSet::copyOf));
    }
}
