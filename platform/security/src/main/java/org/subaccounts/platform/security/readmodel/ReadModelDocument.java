package org.subaccounts.platform.security.readmodel;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.subaccounts.platform.eventstore.ReadModel;

/** Leaves the operations on read models out of the document of a service that has none. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ReadModelDocument implements OASFilter {
    private static final DotName READ_MODEL = DotName.createSimple(ReadModel.class);
    private static final String PATH = "/operator/v1/read-models/";

    private final IndexView index;

    public ReadModelDocument(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (index.getAllKnownImplementations(READ_MODEL).isEmpty()) {
            List.copyOf(api.getPaths().getPathItems().keySet()).stream()
                    .filter(path -> path.startsWith(PATH))
                    .forEach(api.getPaths()::removePathItem);
            api.getComponents().removeSchema("ReadModel");
        }
    }
}
