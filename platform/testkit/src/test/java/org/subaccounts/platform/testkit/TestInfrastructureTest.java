package org.subaccounts.platform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.Topics;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class TestInfrastructureTest {
    private final TestInfrastructure infrastructure = TestInfrastructure.get();

    @Test
    void each_database_is_new_and_belongs_to_a_role_without_special_rights() throws Exception {
        TestDatabase one = infrastructure.createDatabase("kit");
        TestDatabase other = infrastructure.createDatabase("kit");

        assertThat(one.name()).startsWith("kit_").isNotEqualTo(other.name());
        try (Connection connection = DriverManager.getConnection(one.jdbcUrl(), one.user(), one.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE owned (id int)");
            try (ResultSet result = statement.executeQuery(
                    "SELECT current_setting('fsync'), current_setting('is_superuser'), version()")) {
                assertThat(result.next()).isTrue();
                assertThat(result.getString(1)).isEqualTo("on");
                assertThat(result.getString(2)).isEqualTo("off");
                assertThat(result.getString(3)).startsWith("PostgreSQL 18.");
            }
        }
    }

    @Test
    void contract_topics_exist_under_a_prefix_of_their_own() throws Exception {
        String prefix = infrastructure.newTopicPrefix("kit");
        infrastructure.createTopics(prefix);
        infrastructure.createTopics(prefix);

        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", infrastructure.kafkaBootstrap(), "max.block.ms", "10000"),
                new StringSerializer(),
                new StringSerializer())) {
            assertThat(producer.partitionsFor(prefix + Topics.ACCOUNT)).hasSize(3);
            assertThat(producer.send(new ProducerRecord<>(prefix + Topics.SENDING, "key", "value"))
                            .get(10, TimeUnit.SECONDS)
                            .offset())
                    .isZero();
        }
    }

    @Test
    void a_published_dns_record_is_found_until_it_is_removed() throws Exception {
        infrastructure.dns().add("TXT", "kit.example.test", "v=DKIM1; k=rsa; p=" + "A".repeat(400));

        Lookup found = lookup("kit.example.test", Type.TXT);
        assertThat(found.getResult()).isEqualTo(Lookup.SUCCESSFUL);
        assertThat(String.join("", ((TXTRecord) found.getAnswers()[0]).getStrings()))
                .hasSize(418);

        infrastructure.dns().remove("TXT", "kit.example.test");
        assertThat(lookup("kit.example.test", Type.TXT).getResult()).isEqualTo(Lookup.HOST_NOT_FOUND);
    }

    @Test
    void a_mail_is_received_as_it_was_sent() throws Exception {
        deliver(
                "somebody@kit.test",
                "From: Author <author@kit.test>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n..dot\r\n");

        List<org.subaccounts.platform.localinfra.ReceivedMail> mails =
                infrastructure.mail().receivedBy("somebody@kit.test");

        assertThat(mails).hasSize(1);
        assertThat(mails.getFirst().from()).isEqualTo("author@kit.test");
        assertThat(mails.getFirst().subject()).isEqualTo("Grüße");
        assertThat(new String(infrastructure.mail().raw(mails.getFirst()), StandardCharsets.UTF_8))
                .endsWith("\r\n\r\n.dot\r\n");
    }

    @Test
    void tokens_carry_the_roles_asked_for() throws Exception {
        assertThat(claims(infrastructure.oidc().operatorToken())
                        .at("/realm_access/roles/0")
                        .textValue())
                .isEqualTo("operator");
        JsonNode claims = claims(infrastructure.oidc().token());
        assertThat(claims.at("/realm_access/roles")).isEmpty();
        assertThat(claims.at("/iss").textValue())
                .isEqualTo(infrastructure.oidc().issuerUrl());
        assertThat(claims.at("/aud").toString()).contains("subaccounts");
    }

    @Test
    void a_service_under_test_gets_its_settings() {
        PlatformTestResource resource = new PlatformTestResource();
        resource.init(Map.of("name", "kit"));

        Map<String, String> settings = resource.start();

        assertThat(settings).containsEntry("LOG_FORMAT", "plain").containsKey("DATABASE_PASSWORD");
        assertThat(Base64.getDecoder().decode(settings.get("ENCRYPTION_KEY"))).hasSize(32);
        assertThat(settings.get("platform.topic-prefix")).startsWith("kit-");
    }

    private Lookup lookup(String name, int type) throws Exception {
        Lookup lookup = new Lookup(name + ".", type);
        lookup.setResolver(new SimpleResolver(new InetSocketAddress(
                infrastructure.dns().host(), infrastructure.dns().port())));
        lookup.setCache(null);
        lookup.run();
        return lookup;
    }

    private void deliver(String recipient, String message) throws Exception {
        try (Socket socket = new Socket(
                        infrastructure.mail().host(), infrastructure.mail().port());
                BufferedReader replies =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(replies.readLine()).startsWith("220");
            for (String line : List.of(
                    "HELO kit", "MAIL FROM:<bounce@kit.test>", "RCPT TO:<" + recipient + ">", "DATA", message + ".")) {
                socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
                assertThat(replies.readLine()).matches("(250|354).*");
            }
        }
    }

    private static JsonNode claims(String token) throws Exception {
        return new ObjectMapper()
                .readTree(
                        Base64.getUrlDecoder().decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'))));
    }
}
