package org.subaccounts.sending.message.template;

import com.hubspot.jinjava.el.TypeConvertingMapELResolver;
import com.hubspot.jinjava.el.ext.JinjavaBeanELResolver;
import com.hubspot.jinjava.el.ext.JinjavaListELResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.objects.collections.PyMap;
import com.hubspot.jinjava.util.ForLoop;
import java.util.Map;
import java.util.Set;
import jinjava.javax.el.ArrayELResolver;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/** What expressions reach: members of mappings and lists, and a few methods by name. No Java object has a property or a method. */
final class SandboxResolver extends CompositeELResolver {
    SandboxResolver() {
        add(new ArrayELResolver(true));
        add(new JinjavaListELResolver(true));
        add(new TypeConvertingMapELResolver(true));
        add(new Named());
    }

    /** Filters and tests are objects of the library with one method each; {@code loop} and entries have these properties. */
    private static final class Named extends JinjavaBeanELResolver {
        private static final Set<String> LOOP = Set.of(
                "index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0", "counter");
        private static final Set<String> ENTRY = Set.of("key", "value");
        private static final Set<String> OF_MAPPINGS = Set.of("items", "keys", "values", "get");
        private static final Set<String> OF_TEXTS = Set.of("startsWith", "endsWith", "startswith", "endswith", "strip");
        private static final Set<String> OF_TESTS = Set.of("evaluate", "evaluateNegated");

        Named() {
            super(true);
        }

        @Override
        public @Nullable Object getValue(ELContext context, Object base, Object property) {
            String name = String.valueOf(property);
            boolean known = (base instanceof ForLoop && LOOP.contains(name))
                    || (base instanceof Map.Entry && ENTRY.contains(name));
            if (known) {
                return super.getValue(context, base, property);
            }
            context.setPropertyResolved(true);
            return null;
        }

        @Override
        public @Nullable Object invoke(
                ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
            String name = String.valueOf(method);
            boolean known = (base instanceof Filter && name.equals("filter"))
                    || (base instanceof ExpTest && OF_TESTS.contains(name))
                    || (base instanceof PyMap && OF_MAPPINGS.contains(name))
                    || (base instanceof String && OF_TEXTS.contains(name));
            if (!known) {
                throw new ELException("there is no method " + name);
            }
            return super.invoke(context, base, method, types, arguments);
        }
    }
}
