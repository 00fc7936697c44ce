package org.subaccounts.sending.message.accept;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.Turns;
import org.subaccounts.sending.message.template.TemplateFailure;
import org.subaccounts.sending.message.template.Templates;

/**
 * Renders for each recipient before anything is accepted, so that what is accepted can be rendered when it is delivered. On a few
 * threads of its own, one request of an account at a time: templates that take long delay only their account.
 */
@ApplicationScoped
public class RenderTrial {
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 200;
    private static final long STACK_BYTES = 1024 * 1024;
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_RENDERING = Duration.ofSeconds(2);

    private final Templates templates;
    private final Vertx vertx;
    private final Turns turns = new Turns();
    private final ExecutorService workers = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> new Thread(null, task, "templates", STACK_BYTES));

    public RenderTrial(Templates templates, Vertx vertx) {
        this.templates = templates;
        this.vertx = vertx;
    }

    void stop(@Observes ShutdownEvent event) {
        workers.shutdownNow();
    }

    /** The order without those for whom it cannot be rendered; as it is if there is nothing to render. */
    Uni<AcceptMessages.Order> render(UUID account, AcceptMessages.Order order) {
        if (!order.hasSubstitutions()) {
            return Uni.createFrom().item(order);
        }
        Context context = vertx.getOrCreateContext();
        return turns.take(account, () -> onWorker(order)).emitOn(task -> context.runOnContext(_ -> task.run()));
    }

    private CompletableFuture<AcceptMessages.Order> onWorker(AcceptMessages.Order order) {
        try {
            return CompletableFuture.supplyAsync(() -> new Trial(order).run(), workers);
        } catch (RejectedExecutionException e) {
            throw new TooMuchToRender();
        }
    }

    /** 503: the templates of more requests wait to be rendered than can be held. */
    static final class TooMuchToRender extends Refusal {
        private static final long serialVersionUID = 1L;

        TooMuchToRender() {
            super(503, "too many templates are being rendered at once; try again", Map.of("Retry-After", "2"));
        }
    }

    private record Part(String field, String template) {}

    /** The subject as it is rendered, null if it is what was given; or why it cannot be rendered. */
    private record Tried(@Nullable String subject, @Nullable String problem) {
        static final Tried NOTHING = new Tried(null, null);

        static Tried failed(String problem) {
            return new Tried(null, problem);
        }
    }

    /** Of one order. */
    private final class Trial {
        private final AcceptMessages.Order order;
        private final List<Part> parts;
        private final long endNanos = System.nanoTime() + LONGEST_REQUEST.toNanos();
        private @Nullable Tried ofGlobal;

        Trial(AcceptMessages.Order order) {
            this.order = order;
            this.parts = parts(order.content());
        }

        AcceptMessages.Order run() {
            for (Part part : parts) {
                checkSyntax(part);
            }
            List<Candidate> tried = new ArrayList<>(order.candidates().size());
            for (Candidate candidate : order.candidates()) {
                tried.add(candidate.mailbox() == null ? candidate : tried(candidate));
            }
            return order.with(tried);
        }

        private Candidate tried(Candidate candidate) {
            Tried tried = candidate.substitutions() == null ? ofGlobal() : tried(candidate.substitutions());
            return tried.problem() == null ? candidate.with(tried.subject()) : candidate.refused(tried.problem());
        }

        private Tried ofGlobal() {
            Tried tried = ofGlobal;
            if (tried == null) {
                tried = tried((Map<String, @Nullable Object>) null);
                ofGlobal = tried;
            }
            return tried;
        }

        private void checkSyntax(Part part) {
            try {
                templates.check(part.template());
            } catch (TemplateFailure e) {
                throw Refusal.badRequest(part.field() + ": " + e.getMessage());
            }
        }

        private Tried tried(@Nullable Map<String, @Nullable Object> own) {
            Optional<Map<String, @Nullable Object>> values =
                    Templates.values(order.content().substitutions(), own);
            if (values.isEmpty()) {
                return Tried.NOTHING;
            }
            try {
                templates.checkValues(values.get());
            } catch (TemplateFailure e) {
                return Tried.failed("substitutions: " + e.getMessage());
            }
            return rendered(values.get());
        }

        private Tried rendered(Map<String, @Nullable Object> values) {
            String subject = null;
            for (Part part : parts) {
                Duration left = Duration.ofNanos(endNanos - System.nanoTime());
                try {
                    String rendered = templates.render(
                            part.template(), values, left.compareTo(LONGEST_RENDERING) < 0 ? left : LONGEST_RENDERING);
                    if (part.field().equals("subject")) {
                        String problem = AcceptRules.subjectProblem(rendered);
                        if (problem != null) {
                            return Tried.failed("with these substitutions, " + problem);
                        }
                        subject = rendered;
                    }
                } catch (TemplateFailure e) {
                    return Tried.failed(part.field() + ": " + e.getMessage());
                }
            }
            return new Tried(subject, null);
        }
    }

    private static List<Part> parts(AcceptedContent content) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("subject", content.subject()));
        add(parts, "text_content", content.bodies().text());
        add(parts, "html_content", content.bodies().html());
        add(parts, "amp_content", content.bodies().amp());
        return parts;
    }

    private static void add(List<Part> parts, String field, @Nullable String template) {
        if (template != null) {
            parts.add(new Part(field, template));
        }
    }
}
