package org.subaccounts.sending.statistics.rebuild;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.eventstore.ExternalReadModel;
import org.subaccounts.platform.messaging.TopicFeeds;
import org.subaccounts.sending.statistics.project.StatisticsGathering;
import org.subaccounts.sending.statistics.project.StatisticsProjection;

/** The sums, for operators: {@code /operator/v1/read-models/statistics/rebuild}. */
@ApplicationScoped
public class StatisticsReadModel implements ExternalReadModel {
    private final TopicFeeds feeds;

    StatisticsReadModel(TopicFeeds feeds) {
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return "statistics";
    }

    @Override
    public List<String> tables() {
        return List.of("statistics_hourly");
    }

    @Override
    public Feed open() throws InterruptedException {
        return feeds.open(StatisticsProjection.CONSUMER, Topics.SENDING, StatisticsGathering::new);
    }
}
