package org.subaccounts.sending.message.template;

import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renders Jinja templates, the same way each time for the same values. Takes processor time: not for an event loop. What a rendering
 * may use is bounded; what is not defined is empty.
 */
@Singleton
public class Templates {
    static final int MAX_LENGTH = 2 * 1024 * 1024;
    static final int MAX_TAGS = 20_000;
    private static final int MAX_REASON_LENGTH = 300;
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Sandbox sandbox = Sandbox.create();
    private final Syntax syntax = new Syntax(sandbox);

    /** The values for a recipient, his own first; empty if there are none: then nothing is rendered. */
    public static Optional<Map<String, @Nullable Object>> values(
            @Nullable Map<String, @Nullable Object> global, @Nullable Map<String, @Nullable Object> own) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (global != null) {
            values.putAll(global);
        }
        if (own != null) {
            values.putAll(own);
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    /** Fails for values that are too much to be rendered, whatever the template is. */
    public void checkValues(Map<String, @Nullable Object> values) throws TemplateFailure {
        var unused = bounded("", LONGEST, () -> Optional.ofNullable(Budget.weighed(values)));
    }

    public String render(String template, Map<String, @Nullable Object> values) throws TemplateFailure {
        return render(template, values, LONGEST);
    }

    /** Within a time too. */
    public String render(String template, Map<String, @Nullable Object> values, Duration longest)
            throws TemplateFailure {
        if (isPlain(template)) {
            return template;
        }
        return bounded(template, longest, () -> {
            Budget.weighed(values);
            RenderResult result = sandbox.renderForResult(template, values);
            List<TemplateError> errors = result.getErrors();
            if (!errors.isEmpty()) { // also what the library only warns of: something was left out
                throw new TemplateFailure(described(errors.getFirst()));
            }
            return result.getOutput();
        });
    }

    /** Finds what is wrong whatever the values are. */
    public void check(String template) throws TemplateFailure {
        if (isPlain(template)) {
            return;
        }
        Optional<String> fault = bounded(template, LONGEST, () -> syntax.fault(template));
        if (fault.isPresent()) {
            throw new TemplateFailure(fault.get());
        }
    }

    private static boolean isPlain(String template) {
        return !template.contains("{{") && !template.contains("{%") && !template.contains("{#");
    }

    private interface Work<T> {
        T run() throws TemplateFailure;
    }

    private static <T> T bounded(String template, Duration longest, Work<T> work) throws TemplateFailure {
        if (template.length() > MAX_LENGTH) {
            throw new TemplateFailure("a template must be at most " + MAX_LENGTH + " characters long");
        }
        if (tags(template) > MAX_TAGS) {
            throw new TemplateFailure("a template must have at most " + MAX_TAGS + " tags and expressions");
        }
        Budget.begin(longest);
        try {
            return work.run();
        } catch (Budget.Exceeded e) {
            throw new TemplateFailure(e.getMessage(), e.isPassing());
        } catch (StackOverflowError e) {
            throw new TemplateFailure("it is nested too deeply");
        } finally {
            Budget.end();
        }
    }

    private static int tags(String template) {
        int found = 0;
        for (int at = template.indexOf('{');
                at >= 0 && at + 1 < template.length();
                at = template.indexOf('{', at + 1)) {
            char next = template.charAt(at + 1);
            if (next == '{' || next == '%' || next == '#') {
                found++;
            }
        }
        return found;
    }

    static String described(TemplateError error) {
        return described(String.valueOf(error.getMessage()), error.getLineno());
    }

    static String described(String message, int line) {
        String reason = message.replaceAll("\\p{Cntrl}+", " ").strip();
        String shown = reason.length() > MAX_REASON_LENGTH ? reason.substring(0, MAX_REASON_LENGTH) + "…" : reason;
        return line > 0 && !shown.endsWith(")") ? shown + " (line " + line + ")" : shown;
    }
}
