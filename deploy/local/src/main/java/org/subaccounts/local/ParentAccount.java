package org.subaccounts.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.subaccounts.local.ApiClient.Answer;
import org.subaccounts.platform.localinfra.OpenIdProvider;

/**
 * The first parent account, opened over the operator's API at the first start and remembered. Each step is remembered
 * before the next, so a kill in between costs at most one unused account or key, never the secret.
 */
record ParentAccount(String id, String secret, boolean isNew) {
    static final String OPERATOR_SECRET = "local";

    private static final String OWNER = "owner@parent.example.com";
    private static final String ATTEMPT = "attempt";
    private static final String ID = "account-id";
    private static final String SECRET = "secret";

    static ParentAccount openOrRemember(Path file, String baseUrl, String tokenUrl) throws IOException {
        Properties memory = read(file);
        if (memory.containsKey(SECRET)) {
            return new ParentAccount(memory.getProperty(ID), memory.getProperty(SECRET), false);
        }
        try (ApiClient client = new ApiClient()) {
            String operator = operatorToken(client, tokenUrl);
            if (!memory.containsKey(ATTEMPT)) {
                memory.setProperty(ATTEMPT, UUID.randomUUID().toString());
                write(file, memory);
            }
            if (!memory.containsKey(ID)) {
                memory.setProperty(ID, openAccount(client, baseUrl, operator, memory.getProperty(ATTEMPT)));
                write(file, memory);
            }
            memory.setProperty(SECRET, createKey(client, baseUrl, operator, memory.getProperty(ID)));
            write(file, memory);
        }
        return new ParentAccount(memory.getProperty(ID), memory.getProperty(SECRET), true);
    }

    @Override
    public String toString() {
        return "ParentAccount[" + id + "]";
    }

    private static String operatorToken(ApiClient client, String tokenUrl) {
        Answer answer = client.postForm(
                tokenUrl,
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        OpenIdProvider.OPERATOR,
                        "client_secret",
                        OPERATOR_SECRET));
        return required(answer, 200, "access_token", "the OpenID provider gave no operator token");
    }

    private static String openAccount(ApiClient client, String baseUrl, String operator, String attempt) {
        ObjectNode account = ApiClient.JSON
                .createObjectNode()
                .put("name", "Parent")
                .put("website", "parent.example.com")
                .put("partner", true);
        account.putObject("owner").put("email", OWNER).put("name", "Owner");
        Answer answer = client.post(baseUrl + "/operator/v1/accounts", operator, account, attempt);
        return required(answer, 201, "id", "the parent account could not be opened");
    }

    private static String createKey(ApiClient client, String baseUrl, String operator, String accountId) {
        ObjectNode key = ApiClient.JSON.createObjectNode().put("label", "first key");
        key.putArray("scopes").add("*");
        Answer answer = client.post(baseUrl + "/operator/v1/accounts/" + accountId + "/api-keys", operator, key);
        return required(answer, 201, "secret_key", "the parent account's key could not be created");
    }

    private static String required(Answer answer, int status, String field, String failure) {
        if (answer.status() != status || answer.string(field).isEmpty()) {
            throw new StartFailure(failure + ": " + answer.status() + " " + answer.text());
        }
        return answer.string(field);
    }

    private static Properties read(Path file) throws IOException {
        Properties memory = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                memory.load(reader);
            }
        }
        return memory;
    }

    private static void write(Path file, Properties memory) throws IOException {
        StringWriter text = new StringWriter();
        memory.store(text, null);
        LocalDirectory.writeSecret(file, text.toString());
    }
}
