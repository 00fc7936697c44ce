package org.subaccounts.billing.usage.breakdown;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** What the document of a breakdown has unlike other lists: longer pages, and members beside them. Runs after the shared filter. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 0)
public class UsageDocument implements OASFilter {
    private static final String OPERATION = "getSubAccountsUsage";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .filter(operation -> OPERATION.equals(operation.getOperationId()))
                .forEach(UsageDocument::longerPages);
        Schema breakdown =
                Objects.requireNonNull(api.getComponents().getSchemas().get("UsageBreakdown"));
        breakdown.setRequired(List.of("object", "from", "to", "group_by", "total", "data", "pagination"));
    }

    private static void longerPages(Operation operation) {
        operation.getParameters().stream()
                .filter(parameter -> "limit".equals(parameter.getName()))
                .forEach(limit -> limit.description("How many rows a page of a breakdown has at most.")
                        .schema(OASFactory.createSchema()
                                .addType(SchemaType.INTEGER)
                                .minimum(BigDecimal.ONE)
                                .maximum(BigDecimal.valueOf(BreakdownRequest.MAX_LIMIT))
                                .defaultValue(BreakdownRequest.DEFAULT_LIMIT)));
    }
}
