package org.subaccounts.platform.localinfra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class DnsServerTest {
    private Path records;
    private DnsZone zone;
    private DnsServer server;
    private DnsApi api;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        records = directory.resolve("records.json");
        zone = DnsZone.keptIn(records);
        server = DnsServer.start(zone, FreePorts.next());
        api = DnsApi.start(zone, 0);
    }

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    @Test
    void a_published_record_is_answered_with_authority() throws Exception {
        zone.add(new DnsRecord("mx", "Example.org.", "10 Mail.example.org."));

        Message answer = ask("example.org", Type.MX, false);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString()).isEqualTo("10 mail.example.org.");
    }

    @Test
    void a_name_without_records_does_not_exist() throws Exception {
        Message answer = ask("nobody.example.org", Type.TXT, false);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(answer.getSection(Section.AUTHORITY)).hasSize(1);
    }

    @Test
    void a_name_with_other_records_exists_without_data() throws Exception {
        zone.add(new DnsRecord("TXT", "example.org", "text"));

        assertThat(ask("example.org", Type.MX, false).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(ask("example.org", Type.MX, false).getSection(Section.ANSWER))
                .isEmpty();
    }

    @Test
    void a_name_above_an_existing_one_exists_without_data() throws Exception {
        zone.add(new DnsRecord("TXT", "a.b.example.org", "text"));

        assertThat(ask("b.example.org", Type.TXT, false).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void aliases_are_followed() throws Exception {
        zone.add(new DnsRecord("CNAME", "one.example.org", "two.example.org"));
        zone.add(new DnsRecord("CNAME", "two.example.org", "three.example.org"));
        zone.add(new DnsRecord("TXT", "three.example.org", "here"));

        List<Record> answers = ask("one.example.org", Type.TXT, false).getSection(Section.ANSWER);

        assertThat(answers).hasSize(3);
        assertThat(((TXTRecord) answers.getLast()).getStrings()).containsExactly("here");
    }

    @Test
    void aliases_in_a_circle_are_a_failure_of_the_server() throws Exception {
        zone.add(new DnsRecord("CNAME", "one.example.org", "two.example.org"));
        zone.add(new DnsRecord("CNAME", "two.example.org", "one.example.org"));

        assertThat(ask("one.example.org", Type.A, false).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void an_alias_stands_alone() {
        zone.add(new DnsRecord("TXT", "example.org", "text"));

        assertThatThrownBy(() -> zone.add(new DnsRecord("CNAME", "example.org", "other.example.org")))
                .isInstanceOf(DnsZone.ConflictException.class);
    }

    @Test
    void a_long_text_is_cut_into_strings_of_255_bytes() throws Exception {
        zone.add(new DnsRecord("TXT", "key.example.org", "k".repeat(600)));

        TXTRecord text = (TXTRecord) ask("key.example.org", Type.TXT, false)
                .getSection(Section.ANSWER)
                .getFirst();

        assertThat(text.getStrings()).extracting(String::length).containsExactly(255, 255, 90);
    }

    @Test
    void what_does_not_fit_into_a_datagram_is_truncated_and_complete_over_tcp() throws Exception {
        for (int i = 0; i < 20; i++) {
            zone.add(new DnsRecord("TXT", "big.example.org", i + "x".repeat(200)));
        }

        assertThat(askByDatagram("big.example.org").getHeader().getFlag(Flags.TC))
                .isTrue();
        assertThat(ask("big.example.org", Type.TXT, true).getSection(Section.ANSWER))
                .hasSize(20);
        assertThat(ask("big.example.org", Type.TXT, false).getSection(Section.ANSWER))
                .hasSize(20);
    }

    @Test
    void rubbish_is_a_format_error_and_does_not_stop_the_server() throws Exception {
        byte[] rubbish = new byte[] {7, 7, 1, 0, 0, 9, 0, 0, 0, 0, 0, 0, 99};

        assertThat(exchange(rubbish).getRcode()).isEqualTo(Rcode.FORMERR);
        assertThat(ask("example.org", Type.A, false).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void records_survive_a_restart() {
        zone.add(new DnsRecord("TXT", "example.org", "kept"));

        assertThat(DnsZone.keptIn(records).list()).containsExactly(new DnsRecord("TXT", "example.org", "kept"));
    }

    @Test
    void records_are_published_listed_and_removed_over_http() throws Exception {
        String record = "{\"type\":\"TXT\",\"host\":\"example.org\",\"content\":\"v=spf1 -all\"}";

        assertThat(call("POST", "", record).statusCode()).isEqualTo(201);
        assertThat(call("POST", "", record).statusCode()).isEqualTo(200);
        assertThat(call("GET", "", "").body()).isEqualTo("[" + record + "]");
        assertThat(call("DELETE", "/?type=TXT&host=EXAMPLE.org.", "").body()).isEqualTo("{\"removed\":1}");
        assertThat(call("GET", "", "").body()).isEqualTo("[]");
    }

    @Test
    void what_is_wrong_is_said_in_json() throws Exception {
        assertThat(call("POST", "", "{").statusCode()).isEqualTo(400);
        assertThat(call("POST", "", "{\"type\":\"TXT\"}").body()).isEqualTo("{\"message\":\"host is missing\"}");
        assertThat(call("POST", "", "{\"type\":\"SOA\",\"host\":\"a.b\",\"content\":\"c\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(call("POST", "", "{\"type\":\"A\",\"host\":\"a.b\",\"content\":\"not an address\"}")
                        .body())
                .isEqualTo("{\"message\":\"content is not valid for type A\"}");
        assertThat(call("PATCH", "", "").statusCode()).isEqualTo(405);
        assertThat(call("GET", "/other", "").statusCode()).isEqualTo(404);
        assertThat(call("POST", "", "x".repeat(70_000)).statusCode()).isEqualTo(413);
    }

    private Message ask(String name, int type, boolean tcp) throws IOException {
        SimpleResolver resolver =
                new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        resolver.setTimeout(Duration.ofSeconds(5));
        resolver.setTCP(tcp);
        return resolver.send(question(name, type));
    }

    private Message askByDatagram(String name) throws IOException {
        return exchange(question(name, Type.TXT).toWire());
    }

    private static Message question(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
    }

    private Message exchange(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(5_000);
            socket.send(new DatagramPacket(query, query.length, InetAddress.getLoopbackAddress(), server.port()));
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            socket.receive(answer);
            return new Message(java.util.Arrays.copyOf(answer.getData(), answer.getLength()));
        }
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(api.url() + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
