package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/api is what the services' code says, and the whole of it. */
class ApiDocumentsFlowTest {

    private static Path committed(PlatformService service) {
        return Repository.root().resolve("docs/api").resolve(service.artifact() + ".yaml");
    }

    @ParameterizedTest
    @EnumSource(PlatformService.class)
    void the_document_is_the_one_that_the_build_writes(PlatformService service) throws IOException {
        Path built = Repository.root().resolve(service.artifact()).resolve("target/openapi/openapi.yaml");

        assertThat(Files.readString(committed(service)))
                .as("docs/api is out of date: run make api, and review what it changes")
                .isEqualTo(Files.readString(built));
    }

    @ParameterizedTest
    @EnumSource(PlatformService.class)
    void every_operation_is_described(PlatformService service) throws IOException {
        JsonNode document = new YAMLMapper().readTree(committed(service).toFile());
        Set<String> ids = new HashSet<>();
        document.path("paths")
                .forEach(path -> path.forEach(operation -> {
                    String id = operation.path("operationId").asText();
                    assertThat(id).as(operation.toPrettyString()).isNotEmpty();
                    assertThat(ids.add(id)).as(id).isTrue();
                    assertThat(operation.path("summary").asText()).as(id).isNotEmpty();
                    assertThat(operation.path("description").asText()).as(id).isNotEmpty();
                    assertThat(operation.path("tags").size()).as(id).isEqualTo(1);
                    assertThat(operation.path("security").size()).as(id).isPositive();
                }));
        assertThat(ids).isNotEmpty();
    }

    @Test
    void the_gateway_leads_every_path_to_the_service_that_documents_it() throws IOException {
        Routes routes = Routes.load(Repository.root().resolve("deploy/gateway/httproute.yaml"));
        for (PlatformService service : PlatformService.values()) {
            new YAMLMapper()
                    .readTree(committed(service).toFile())
                    .path("paths")
                    .fieldNames()
                    .forEachRemaining(path -> {
                        if (!path.contains("/read-models/")) { // each service has its own, told apart by name
                            assertThat(routes.backend(path.replaceAll("\\{[a-z_]+}", "x")))
                                    .as(path)
                                    .contains(service.artifact());
                        }
                    });
        }
    }
}
