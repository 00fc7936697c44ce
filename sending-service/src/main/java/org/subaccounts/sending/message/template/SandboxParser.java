package org.subaccounts.sending.message.template;

import com.hubspot.jinjava.el.ExtendedSyntaxBuilder;
import com.hubspot.jinjava.el.ext.AstDict;
import com.hubspot.jinjava.el.ext.AstList;
import com.hubspot.jinjava.el.ext.AstMacroFunction;
import com.hubspot.jinjava.el.ext.AstTuple;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import java.util.Map;
import java.util.Set;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser;
import jinjava.de.odysseus.el.tree.impl.Scanner;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstFunction;
import jinjava.de.odysseus.el.tree.impl.ast.AstIdentifier;
import jinjava.de.odysseus.el.tree.impl.ast.AstMethod;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstParameters;
import jinjava.de.odysseus.el.tree.impl.ast.AstProperty;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;

/**
 * Parses expressions so that whatever makes a value pays for it, and weighs what it made. So no expression can make something that is
 * far larger than what it was made from, and no value can be written out to more than a value may be.
 */
final class SandboxParser extends ExtendedParser {
    private static final int MAX_EXPRESSION_LENGTH = 5_000;
    /** Not what a stack happens to hold: who reads a template decides as who renders it later. */
    private static final int MAX_DEPTH = 100;

    private static final String INTERNAL = "____";

    /** While the parser itself names what belongs to the library. */
    private boolean own;

    private int depth;

    private SandboxParser(Builder context, String input) {
        super(context, input);
        if (input.length() > MAX_EXPRESSION_LENGTH) {
            throw new ELException("an expression must be at most " + MAX_EXPRESSION_LENGTH + " characters long");
        }
    }

    /** Makes such parsers. */
    static final class Syntax extends ExtendedSyntaxBuilder {
        private static final long serialVersionUID = 1L;

        Syntax() {
            super(Feature.METHOD_INVOCATIONS, Feature.VARARGS);
        }

        @Override
        protected Parser createParser(String expression) {
            return new SandboxParser(this, expression);
        }
    }

    @Override
    protected AstNode interpreter() {
        own = true;
        try {
            return super.interpreter();
        } finally {
            own = false;
        }
    }

    /** Whatever is nested in something passes through here. */
    @Override
    protected AstNode unary(boolean required) throws Scanner.ScanException, ParseException {
        depth++;
        if (depth > MAX_DEPTH) {
            throw new ELException("an expression must be nested at most " + MAX_DEPTH + " deep");
        }
        AstNode node = super.unary(required);
        depth--;
        return node;
    }

    @Override
    protected AstIdentifier createAstIdentifier(String name, int index) {
        if (name.startsWith(INTERNAL) && !own) {
            throw new ELException("names must not start with " + INTERNAL);
        }
        requireKnown("filter", FILTER_PREFIX, Sandbox.FILTERS, name);
        requireKnown("test", EXPTEST_PREFIX, Sandbox.TESTS, name);
        return super.createAstIdentifier(name, index);
    }

    private static void requireKnown(String kind, String prefix, Set<String> known, String name) {
        if (name.startsWith(prefix) && !known.contains(name.substring(prefix.length()))) {
            throw new ELException("there is no " + kind + " " + name.substring(prefix.length()));
        }
    }

    @Override
    protected AstBinary createAstBinary(AstNode left, AstNode right, AstBinary.Operator operator) {
        return new AstBinary(left, right, operator) {
            @Override
            public Object eval(Bindings bindings, ELContext context) {
                Budget.spend(0);
                return weighed(super.eval(bindings, context));
            }
        };
    }

    @Override
    protected AstMethod createAstMethod(AstProperty property, AstParameters parameters) {
        return new AstMethod(property, parameters) {
            @Override
            public Object eval(Bindings bindings, ELContext context) {
                Budget.spend(0);
                return weighed(super.eval(bindings, context));
            }
        };
    }

    @Override
    protected AstFunction createAstFunction(String name, int index, AstParameters parameters) {
        if (!Sandbox.FUNCTIONS.contains(name)) {
            throw new ELException("there is no function " + name);
        }
        return new AstMacroFunction(name, index, parameters, context.isEnabled(Builder.Feature.VARARGS)) {
            @Override
            public Object eval(Bindings bindings, ELContext context) {
                Budget.spend(0);
                return weighed(super.eval(bindings, context));
            }
        };
    }

    @Override
    protected AstList createAstList(AstParameters parameters) {
        return new AstList(parameters) {
            @Override
            public Object eval(Bindings bindings, ELContext context) {
                return weighed(super.eval(bindings, context));
            }
        };
    }

    @Override
    protected AstTuple createAstTuple(AstParameters parameters) {
        return new AstTuple(parameters) {
            @Override
            public Object eval(Bindings bindings, ELContext context) {
                return weighed(super.eval(bindings, context));
            }
        };
    }

    @Override
    protected AstDict createAstDict(Map<AstNode, AstNode> entries) {
        return new AstDict(entries) {
            @Override
            public Object eval(Bindings bindings, ELContext context) {
                return weighed(super.eval(bindings, context));
            }
        };
    }

    @SuppressWarnings("NullAway") // the library is not annotated: null is a value here
    private static Object weighed(Object value) {
        return Budget.weighed(value);
    }
}
