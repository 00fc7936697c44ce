package org.subaccounts.billing.usage.rebuild;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.subaccounts.billing.usage.project.UsageGathering;
import org.subaccounts.billing.usage.project.UsageProjection;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.eventstore.ExternalReadModel;
import org.subaccounts.platform.messaging.TopicFeeds;

/** The counts, for operators: {@code /operator/v1/read-models/usage/rebuild}. */
@ApplicationScoped
public class UsageReadModel implements ExternalReadModel {
    private final TopicFeeds feeds;

    UsageReadModel(TopicFeeds feeds) {
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return "usage";
    }

    @Override
    public List<String> tables() {
        return List.of("usage", "usage_daily", "late_usage");
    }

    @Override
    public Feed open() throws InterruptedException {
        return feeds.open(UsageProjection.CONSUMER, Topics.SENDING, UsageGathering.rebuilding());
    }
}
