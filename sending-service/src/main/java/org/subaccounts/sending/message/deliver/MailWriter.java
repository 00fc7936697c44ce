package org.subaccounts.sending.message.deliver;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.message.ReturnPaths;
import org.subaccounts.sending.message.template.TemplateFailure;
import org.subaccounts.sending.message.template.Templates;
import org.subaccounts.sending.tracking.TrackedHtml;

/** Makes mails of messages: renders templates, writes, signs. Takes processor time: not for an event loop. */
@ApplicationScoped
public class MailWriter {
    private static final int MAX_KEYS = 256;
    /** It was tried before the message was accepted; four of them are shorter than the time for an attempt. */
    private static final Duration RENDERED_WITHIN = Duration.ofSeconds(8);

    private final DkimKeys keys;
    private final Templates templates;
    private final MailComposer composer;

    private final Map<Buffer, PrivateKey> opened = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Buffer, PrivateKey> eldest) {
            return size() > MAX_KEYS;
        }
    };

    private final TrackedHtml tracked;

    public MailWriter(DkimKeys keys, Templates templates, ReturnPaths returnPaths, TrackedHtml tracked) {
        this.keys = keys;
        this.templates = templates;
        this.tracked = tracked;
        this.composer = new MailComposer(returnPaths);
    }

    OutgoingMail signed(ClaimedMessage message, Letter letter) throws MessagingException, IOException, TemplateFailure {
        OutgoingMail mail = unsigned(message, letter);
        Letter.Sender sender = letter.sender();
        mail.setSignature(
                DkimSignature.field(mail, message.id().senderDomain(), sender.dkimSelector(), key(sender.dkimKey())));
        return mail;
    }

    OutgoingMail unsigned(ClaimedMessage message, Letter letter) throws MessagingException, TemplateFailure {
        return composer.compose(message, tracked(message, letter.template() ? rendered(message, letter) : letter));
    }

    private Letter tracked(ClaimedMessage message, Letter letter) {
        Letter.Bodies bodies = letter.bodies();
        Letter.Tracking tracking = letter.tracking();
        return bodies.html() == null
                ? letter
                : letter.with(new Letter.Bodies(
                        bodies.subject(),
                        bodies.text(),
                        bodies.amp(),
                        tracked.rewrite(bodies.html(), message.key(), tracking.host(), tracking.wish())));
    }

    private Letter rendered(ClaimedMessage message, Letter letter) throws TemplateFailure {
        Optional<Map<String, @Nullable Object>> values =
                Templates.values(map(letter.substitutions()), map(message.substitutions()));
        if (values.isEmpty()) {
            return letter;
        }
        Letter.Bodies bodies = letter.bodies();
        return letter.with(new Letter.Bodies(
                templates.render(bodies.subject(), values.get(), RENDERED_WITHIN),
                rendered(bodies.text(), values.get()),
                rendered(bodies.amp(), values.get()),
                rendered(bodies.html(), values.get())));
    }

    private @Nullable String rendered(@Nullable String template, Map<String, @Nullable Object> values)
            throws TemplateFailure {
        return template == null ? null : templates.render(template, values, RENDERED_WITHIN);
    }

    private static @Nullable Map<String, @Nullable Object> map(@Nullable JsonObject values) {
        return values == null ? null : values.getMap();
    }

    private PrivateKey key(DkimKeys.Sealed sealed) {
        synchronized (opened) {
            return opened.computeIfAbsent(sealed.bytes(), _ -> keys.openKey(sealed));
        }
    }
}
