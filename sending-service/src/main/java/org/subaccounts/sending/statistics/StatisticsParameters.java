package org.subaccounts.sending.statistics;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The query of every statistics operation, as it came. */
public class StatisticsParameters {
    @Parameter(
            description = "From the hour (UTC) of this time on; 30 days before `to_time` unless given.",
            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
    @RestQuery("from_time")
    public @Nullable String fromTime;

    @Parameter(
            description = "Up to the end of the hour (UTC) before this time; now unless given.",
            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
    @RestQuery("to_time")
    public @Nullable String toTime;

    @Parameter(description = "One or more, separated by commas; the key must be allowed to read all of them.")
    @RestQuery("sender_domain")
    public @Nullable String senderDomain;

    @Parameter(description = "One or more, separated by commas.")
    @RestQuery("recipient_domains")
    public @Nullable String recipientDomains;

    @Parameter(description = "Messages that have any of these tags, separated by commas; each counts once.")
    @RestQuery
    public @Nullable String tags;

    @Parameter(
            description =
                    "The length of the buckets, in UTC; weeks begin on Monday. At most 31 days by the hour, 400 days"
                            + " else.",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"hour", "day", "week", "month"},
                            defaultValue = "day"))
    @RestQuery("group_by")
    public @Nullable String groupBy;
}
