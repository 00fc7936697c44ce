package org.subaccounts.sending.message.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.tree.ExpressionNode;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jinjava.javax.el.ELException;

/** Finds what is wrong with a template whatever its values are: parses it and every expression in it, evaluates nothing. */
final class Syntax {
    private static final Set<String> WITH_EXPRESSION = Set.of("if", "elif", "unless", "print");
    private static final Pattern LOOP = Pattern.compile("\\sin\\s");

    private final Sandbox sandbox;

    Syntax(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** The first fault. */
    Optional<String> fault(String template) {
        JinjavaInterpreter interpreter = sandbox.newInterpreter();
        JinjavaInterpreter.pushCurrent(interpreter);
        try {
            Node root = interpreter.parse(template);
            List<TemplateError> errors = interpreter.getErrorsCopy();
            return errors.isEmpty() ? fault(root) : Optional.of(Templates.described(errors.getFirst()));
        } finally {
            JinjavaInterpreter.popCurrent();
        }
    }

    private Optional<String> fault(Node node) {
        if (node instanceof TagNode tag && !Sandbox.TAGS.contains(tag.getName())) {
            return Optional.of(Templates.described("there is no tag " + tag.getName(), node.getLineNumber()));
        }
        Optional<String> own = expression(node).flatMap(expression -> fault(node, expression));
        if (own.isPresent()) {
            return own;
        }
        for (Node child : node.getChildren()) {
            Optional<String> below = fault(child);
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }

    private Optional<String> fault(Node node, String expression) {
        try {
            sandbox.parseExpression(expression);
            return Optional.empty();
        } catch (ELException e) {
            return Optional.of(Templates.described(String.valueOf(e.getMessage()), node.getLineNumber()));
        }
    }

    private static Optional<String> expression(Node node) {
        if (node instanceof ExpressionNode && node.getMaster() instanceof ExpressionToken token) {
            return Optional.of(token.getExpr()).filter(expression -> !expression.isBlank());
        }
        if (!(node instanceof TagNode tag)) {
            return Optional.empty();
        }
        String arguments = tag.getHelpers().strip();
        if (WITH_EXPRESSION.contains(tag.getName())) {
            return Optional.of(arguments);
        }
        if (tag.getName().equals("for")) {
            Matcher in = LOOP.matcher(arguments);
            return Optional.of(in.find() ? arguments.substring(in.end()) : "");
        }
        if (tag.getName().equals("set") && arguments.indexOf('=') > 0) {
            return Optional.of("[" + arguments.substring(arguments.indexOf('=') + 1) + "]");
        }
        return Optional.empty();
    }
}
