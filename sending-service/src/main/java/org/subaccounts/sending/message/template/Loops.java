package org.subaccounts.sending.message.template;

import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.tree.TagNode;
import java.util.List;
import java.util.Map;

/** The tag {@code for}, whose several variables take only the parts of pairs and lists; the library's reads Java properties too. */
final class Loops extends ForTag {
    private static final long serialVersionUID = 1L;

    @Override
    public String renderForCollection(
            TagNode node, JinjavaInterpreter interpreter, List<String> variables, Object collection) {
        if (variables.size() > 1 && collection != null && !isOfPairs(collection)) {
            throw new InterpretException("'for' with several variables goes through pairs, as of .items()");
        }
        return super.renderForCollection(node, interpreter, variables, collection);
    }

    private static boolean isOfPairs(Object collection) {
        if (collection instanceof Map || !(collection instanceof Iterable<?> all)) {
            return false;
        }
        for (Object one : all) {
            if (one != null && !(one instanceof List) && !(one instanceof Map.Entry)) {
                return false;
            }
        }
        return true;
    }
}
