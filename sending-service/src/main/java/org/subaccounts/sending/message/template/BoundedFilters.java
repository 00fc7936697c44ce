package org.subaccounts.sending.message.template;

import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.FormatFilter;
import com.hubspot.jinjava.lib.filter.ReplaceFilter;
import com.hubspot.jinjava.lib.filter.RoundFilter;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The library's filters whose result could be far larger than what they are given, with bounds on their arguments. */
final class BoundedFilters {
    private BoundedFilters() {}

    /** Rounds to at most 20 places. */
    static final class Round extends RoundFilter {
        private static final Pattern PLACES = Pattern.compile("-?1?[0-9]|-?20");

        @Override
        public @Nullable Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            if (arguments.length > 0 && !PLACES.matcher(arguments[0]).matches()) {
                throw new InterpretException("round takes at most 20 places");
            }
            return super.filter(value, interpreter, arguments);
        }
    }

    /** Formats with widths and precisions of at most three digits. */
    static final class Format extends FormatFilter {
        private static final Pattern LARGE = Pattern.compile("[0-9]{4}");

        @Override
        public @Nullable Object filter(
                Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
            if (LARGE.matcher(String.valueOf(value)).find()) {
                throw new InterpretException("a format must not have numbers of four digits");
            }
            return super.filter(value, interpreter, arguments, named);
        }
    }

    /** Replaces unless the result would be too large. */
    static final class Replace extends ReplaceFilter {
        @Override
        public @Nullable Object filter(@Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
            if (value != null && arguments.length > 1 && !arguments[0].isEmpty()) {
                String text = String.valueOf(value);
                long found = 0;
                for (int at = text.indexOf(arguments[0]);
                        at >= 0;
                        at = text.indexOf(arguments[0], at + arguments[0].length())) {
                    found++;
                }
                if (text.length() + found * arguments[1].length() > Budget.MAX_WEIGHT) {
                    throw new Budget.Exceeded("a value is larger than " + Budget.MAX_WEIGHT + " characters");
                }
            }
            return super.filter(value, interpreter, arguments);
        }
    }
}
