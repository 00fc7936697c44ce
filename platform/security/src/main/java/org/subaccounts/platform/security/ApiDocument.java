package org.subaccounts.platform.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.RecordComponentInfo;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Idempotent;

/**
 * Completes the OpenAPI 3.1 document at build time with what the code says elsewhere: scopes from {@link RequireScope},
 * {@code Idempotency-Key} from {@link Idempotent}, the errors that every operation can answer, path and list parameters,
 * and which members an answer always has. Leaves the internal API out.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {
    private static final String BEARER = "BearerAuth";
    private static final String OPERATOR = "OperatorAuth";
    private static final String ERROR = "ErrorResponse";
    private static final String JSON = "application/json";
    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([a-z_]+)}");
    private static final DotName OPERATION =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.Operation.class);
    private static final DotName SCHEMA =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class);
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
    private static final DotName INCLUDE = DotName.createSimple(JsonInclude.class);

    private final IndexView index;

    public ApiDocument(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        for (String path : List.copyOf(api.getPaths().getPathItems().keySet())) {
            if (path.startsWith("/internal/")) {
                api.getPaths().removePathItem(path);
            }
        }
        api.getComponents().addSchema(ERROR, error());
        api.getComponents().addSecurityScheme(BEARER, bearer());
        api.getComponents().addSecurityScheme(OPERATOR, operator());
        api.getPaths().getPathItems().forEach(this::complete);
        removeUnused(api);
        api.getComponents().getSchemas().forEach(this::complete);
        api.getComponents().setSchemas(new TreeMap<>(api.getComponents().getSchemas()));
    }

    private static Schema error() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("Every error, whatever its status; the message is for people and not to be parsed.")
                .addRequired("message")
                .addProperty("message", OASFactory.createSchema().addType(SchemaType.STRING));
    }

    private static SecurityScheme bearer() {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(
                        "An API key of the account in the path, or of its parent where the path names a sub account."
                                + " The scope that an operation needs stands in its security requirement; `*` grants all.");
    }

    private static SecurityScheme operator() {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .bearerFormat("JWT")
                .description("A token of the OpenID provider with the role `operator`.");
    }

    private void complete(String path, PathItem item) {
        item.getOperations().forEach((verb, operation) -> {
            pathParameters(path, operation);
            listParameters(operation);
            MethodInfo method = method(operation);
            if (method == null) {
                throw new IllegalStateException(verb + " " + path + " has no @Operation(operationId = …)");
            }
            successStatus(operation, method);
            security(operation, method);
            if (method.hasAnnotation(Idempotent.class)) {
                idempotency(operation);
            }
            errors(operation);
        });
    }

    private @Nullable MethodInfo method(Operation operation) {
        for (AnnotationInstance annotation : index.getAnnotations(OPERATION)) {
            AnnotationValue id = annotation.value("operationId");
            if (id != null && id.asString().equals(operation.getOperationId())) {
                return annotation.target().asMethod();
            }
        }
        return null;
    }

    private static void pathParameters(String path, Operation operation) {
        List<Parameter> parameters = new ArrayList<>();
        PATH_PARAMETER.matcher(path).results().map(found -> found.group(1)).forEach(name -> {
            Parameter known = given(operation, name);
            Parameter parameter = known != null
                    ? known
                    : OASFactory.createParameter().name(name).in(Parameter.In.PATH);
            Schema schema = OASFactory.createSchema().addType(SchemaType.STRING);
            if (name.equals("id") || (name.endsWith("_id") && !name.equals("message_id"))) {
                schema.format("uuid");
            }
            parameters.add(parameter.required(true).schema(schema));
        });
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getIn() != Parameter.In.PATH)
                    .forEach(parameters::add);
        }
        operation.setParameters(parameters);
    }

    private static @Nullable Parameter given(Operation operation, String name) {
        if (operation.getParameters() != null) {
            for (Parameter parameter : operation.getParameters()) {
                if (name.equals(parameter.getName())) {
                    return parameter;
                }
            }
        }
        return null;
    }

    /** They are read as text, so that a wrong one gets a clear refusal. */
    private static void listParameters(Operation operation) {
        Parameter limit = given(operation, "limit");
        if (limit == null) {
            return;
        }
        limit.description("How many entries a page has at most.")
                .schema(OASFactory.createSchema()
                        .addType(SchemaType.INTEGER)
                        .minimum(BigDecimal.ONE)
                        .maximum(BigDecimal.valueOf(100))
                        .defaultValue(100));
        Parameter after = given(operation, "after");
        Parameter before = given(operation, "before");
        if (after != null && before != null) {
            after.description("`next_cursor` of a page: gives the page that follows it. Not together with `before`.");
            before.description("`previous_cursor` of a page: gives the page just before it.");
        }
    }

    private static void successStatus(Operation operation, MethodInfo method) {
        AnnotationInstance status = method.annotation(ResponseStatus.class);
        if (status != null) {
            APIResponse success = operation.getResponses().getAPIResponse("200");
            operation.getResponses().removeAPIResponse("200");
            operation
                    .getResponses()
                    .addAPIResponse(Integer.toString(status.value().asInt()), success);
        }
    }

    private static void security(Operation operation, MethodInfo method) {
        AnnotationInstance scope = method.annotation(RequireScope.class);
        if (scope != null) {
            String value = scope.value().asString();
            AnnotationValue perDomain = scope.value("perDomain");
            List<String> alternatives = perDomain != null && perDomain.asBoolean()
                    ? List.of(value + ":all", value + ":{domain}")
                    : List.of(value);
            operation.setSecurity(alternatives.stream()
                    .map(one -> OASFactory.createSecurityRequirement().addScheme(BEARER, one))
                    .toList());
        } else if (method.hasAnnotation(AnyKey.class)) {
            operation.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(BEARER)));
        } else if (method.hasAnnotation(OperatorOnly.class)) {
            operation.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(OPERATOR)));
        }
    }

    private static void idempotency(Operation operation) {
        operation.addParameter(OASFactory.createParameter()
                .name("Idempotency-Key")
                .in(Parameter.In.HEADER)
                .description(
                        "Makes the request safe to repeat: the same key and request give the same answer and one effect.")
                .schema(OASFactory.createSchema()
                        .addType(SchemaType.STRING)
                        .minLength(1)
                        .maxLength(255)));
        response(operation, "409", "A request with this Idempotency-Key is still running; see `Retry-After`.")
                .addHeader(
                        "Idempotent-Replayed",
                        OASFactory.createHeader()
                                .description("`false` while the first request with the key runs.")
                                .schema(OASFactory.createSchema().addType(SchemaType.STRING)))
                .addHeader("Retry-After", retryAfter());
        response(operation, "422", "The Idempotency-Key was used for a different request.");
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.startsWith("2")) {
                response.addHeader(
                        "Idempotent-Replayed",
                        OASFactory.createHeader()
                                .description("`true` when this is the kept answer of an earlier request with the key.")
                                .schema(OASFactory.createSchema().addType(SchemaType.STRING)));
            }
        });
    }

    private static org.eclipse.microprofile.openapi.models.headers.Header retryAfter() {
        return OASFactory.createHeader()
                .description("Whole seconds to wait.")
                .schema(OASFactory.createSchema().addType(SchemaType.INTEGER).minimum(BigDecimal.ONE));
    }

    private static void errors(Operation operation) {
        response(operation, "400", "The request is malformed or invalid; the message says what is wrong.");
        response(
                operation,
                "401",
                "The credential is missing, unknown, revoked or of another account; or the account is suspended.");
        response(operation, "403", "The credential may not do this, or not from this address.");
        response(operation, "404", "Not there, or somebody else's.");
        response(operation, "429", "Too many requests of this account.").addHeader("Retry-After", retryAfter());
        response(operation, "500", "A fault of the platform.");
        response(operation, "503", "Something that this needs cannot be reached at the moment; try again.");
        operation
                .getResponses()
                .setAPIResponses(new TreeMap<>(operation.getResponses().getAPIResponses()));
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (!status.startsWith("2")) {
                response.content(OASFactory.createContent()
                        .addMediaType(
                                JSON,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref(ERROR))));
            }
        });
    }

    private static APIResponse response(Operation operation, String status, String description) {
        APIResponse known = operation.getResponses().getAPIResponse(status);
        if (known == null) {
            known = OASFactory.createAPIResponse();
            operation.getResponses().addAPIResponse(status, known);
        }
        if (known.getDescription() == null) {
            known.setDescription(description);
        }
        return known;
    }

    /** Schemas of the internal API, which left no trace but these. */
    private static void removeUnused(OpenAPI api) {
        Map<String, Schema> all = new TreeMap<>(api.getComponents().getSchemas());
        java.util.Set<String> used = new java.util.TreeSet<>();
        api.getPaths().getPathItems().values().forEach(item -> item.getOperations()
                .values()
                .forEach(operation -> {
                    if (operation.getRequestBody() != null) {
                        operation
                                .getRequestBody()
                                .getContent()
                                .getMediaTypes()
                                .values()
                                .forEach(media -> use(media.getSchema(), all, used));
                    }
                    operation.getResponses().getAPIResponses().values().forEach(response -> {
                        if (response.getContent() != null) {
                            response.getContent()
                                    .getMediaTypes()
                                    .values()
                                    .forEach(media -> use(media.getSchema(), all, used));
                        }
                    });
                    operation.getParameters().forEach(parameter -> use(parameter.getSchema(), all, used));
                }));
        all.keySet().retainAll(used);
        api.getComponents().setSchemas(all);
    }

    private static void use(@Nullable Schema schema, Map<String, Schema> all, java.util.Set<String> used) {
        if (schema == null) {
            return;
        }
        if (schema.getRef() != null) {
            String name = schema.getRef().substring(schema.getRef().lastIndexOf('/') + 1);
            if (used.add(name)) {
                use(all.get(name), all, used);
            }
        }
        use(schema.getItems(), all, used);
        use(schema.getAdditionalPropertiesSchema(), all, used);
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> use(property, all, used));
        }
        for (List<Schema> parts : java.util.Arrays.asList(schema.getAllOf(), schema.getAnyOf(), schema.getOneOf())) {
            if (parts != null) {
                parts.forEach(part -> use(part, all, used));
            }
        }
    }

    /**
     * Members of an answer are always there, null or not, unless the record leaves nulls out. What a request needs, its
     * record says itself. Null is allowed where Java allows it.
     */
    private void complete(String name, Schema schema) {
        if (schema.getProperties() != null && schema.getProperties().containsKey("pagination")) {
            schema.setRequired(List.of("object", "data", "pagination"));
            return;
        }
        ClassInfo type = record(name);
        if (type == null || schema.getProperties() == null) {
            return;
        }
        boolean answer = !name.endsWith("Request");
        for (RecordComponentInfo component : type.recordComponents()) {
            String member = snakeCase(component.name());
            Schema property = schema.getProperties().get(member);
            if (property == null) {
                continue;
            }
            boolean nullable = component.type().hasAnnotation(NULLABLE);
            boolean leftOut = component.hasAnnotation(INCLUDE)
                    || component.accessor().hasAnnotation(INCLUDE)
                    || type.field(component.name()).hasAnnotation(INCLUDE);
            if (answer
                    && !leftOut
                    && (schema.getRequired() == null || !schema.getRequired().contains(member))) {
                schema.addRequired(member);
            }
            if (nullable
                    && !leftOut
                    && (answer
                            || schema.getRequired() == null
                            || !schema.getRequired().contains(member))) {
                schema.addProperty(member, orNull(property));
            }
        }
    }

    private static Schema orNull(Schema property) {
        if (property.getRef() != null) {
            return OASFactory.createSchema()
                    .anyOf(List.of(property, OASFactory.createSchema().addType(SchemaType.NULL)));
        }
        if (property.getType() != null && !property.getType().contains(SchemaType.NULL)) {
            property.addType(SchemaType.NULL);
        }
        return property;
    }

    private @Nullable ClassInfo record(String name) {
        for (AnnotationInstance annotation : index.getAnnotations(SCHEMA)) {
            AnnotationValue given = annotation.value("name");
            if (annotation.target() != null
                    && annotation.target().kind() == org.jboss.jandex.AnnotationTarget.Kind.CLASS
                    && given != null
                    && given.asString().equals(name)
                    && annotation.target().asClass().isRecord()) {
                return annotation.target().asClass();
            }
        }
        return null;
    }

    private static String snakeCase(String member) {
        return member.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }
}
