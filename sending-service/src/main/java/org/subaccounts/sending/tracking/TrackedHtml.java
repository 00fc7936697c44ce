package org.subaccounts.sending.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Range;
import org.jsoup.parser.Parser;
import org.subaccounts.sending.message.MessageKey;

/**
 * Rewrites the HTML of one message: links of http and https lead over the tracking host, an image of one pixel stands at the end.
 * Everything else stays as it was written, byte for byte. The same input always gives the same output.
 */
@ApplicationScoped
public class TrackedHtml {
    /** Further links stay as they are. */
    static final int MAX_LINKS = 1_000;

    /** ASCII without what no address has: it can be sent on as it is. */
    private static final Pattern TRACKABLE = Pattern.compile("(?i)https?://[a-z0-9\\[][\\x21\\x23-\\x7e]*");

    private static final String BODY = "body";

    private final TrackingTokens tokens;
    private final String scheme;

    public TrackedHtml(TrackingTokens tokens, @ConfigProperty(name = "sending.tracking.scheme") String scheme) {
        this.tokens = tokens;
        this.scheme = scheme;
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("sending.tracking.scheme is https or http, not " + scheme);
        }
    }

    /** What of a message is to be tracked. */
    public record Wish(boolean opens, boolean clicks) {}

    private record Edit(int from, int to, String text) {}

    /** {@code trackingHost}: with port, if it is not the scheme's own. */
    public String rewrite(String html, MessageKey message, String trackingHost, Wish wish) {
        if (!wish.opens() && !wish.clicks()) {
            return html;
        }
        Document document = Parser.htmlParser().setTrackPosition(true).parseInput(html, "");
        List<Edit> edits = new ArrayList<>();
        if (wish.clicks()) {
            addLinks(document, message, trackingHost, edits);
        }
        if (wish.opens()) {
            int end = endOfBody(document, html);
            edits.add(new Edit(
                    end,
                    end,
                    "<img src=\"" + base(trackingHost) + "o/" + tokens.open(trackingHost, message)
                            + ".gif\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;border:0\">"));
        }
        return applied(html, edits);
    }

    private void addLinks(Document document, MessageKey message, String trackingHost, List<Edit> edits) {
        for (Element link : document.select("a[href], area[href]")) {
            Attribute href = link.attribute("href");
            if (href == null || edits.size() == MAX_LINKS) {
                return;
            }
            String url = href.getValue().strip();
            Range.AttributeRange range = href.sourceRange();
            if (range.valueRange().isTracked()
                    && TRACKABLE.matcher(url).matches()
                    && url.getBytes(UTF_8).length <= TrackingTokens.MAX_URL_LENGTH) {
                edits.add(new Edit(
                        range.valueRange().startPos(),
                        range.valueRange().endPos(),
                        base(trackingHost) + "c/" + tokens.click(trackingHost, message, url)));
            }
        }
    }

    private String base(String trackingHost) {
        return scheme + "://" + trackingHost + "/t/";
    }

    /** Before the end tag of the body, else at the end of everything. */
    private static int endOfBody(Document document, String html) {
        Element body = document.body();
        Range end = body.endSourceRange();
        int position = end.isTracked() && !end.isImplicit() ? end.startPos() : -1;
        boolean isTag = position >= 0
                && html.length() > position + 2 + BODY.length()
                && html.substring(position + 2, position + 2 + BODY.length())
                        .toLowerCase(Locale.ROOT)
                        .equals(BODY);
        return isTag ? position : html.length();
    }

    private static String applied(String html, List<Edit> edits) {
        StringBuilder text = new StringBuilder(html.length() + html.length() / 2);
        int done = 0;
        for (Edit edit : edits.stream()
                .sorted(java.util.Comparator.comparingInt(Edit::from))
                .toList()) {
            if (edit.from() < done) {
                continue; // the parser has moved one element into another: the first reading of the place counts
            }
            text.append(html, done, edit.from()).append(edit.text());
            done = edit.to();
        }
        return text.append(html, done, html.length()).toString();
    }
}
