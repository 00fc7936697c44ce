package org.subaccounts.platform.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import org.subaccounts.platform.localinfra.DnsRecord;
import org.subaccounts.platform.localinfra.InfrastructureException;

/** The DNS server of the test run; all tests share it, so each uses names of its own. */
public final class TestDns {
    private final Endpoints endpoints;
    private final TestHttp http;

    TestDns(Endpoints endpoints, TestHttp http) {
        this.endpoints = endpoints;
        this.http = http;
    }

    public String host() {
        return "127.0.0.1";
    }

    /** UDP and TCP. */
    public int port() {
        return endpoints.dnsPort();
    }

    /** "host:port" as the services' setting DNS_SERVERS takes it. */
    public String address() {
        return host() + ":" + port();
    }

    /** The HTTP interface, the same as the local platform's DNS_URL. */
    public String url() {
        return endpoints.dnsUrl();
    }

    /** Publishes a record; a TXT content is the plain text. */
    public void add(String type, String host, String content) {
        http.post(url(), "application/json", json(Map.of("type", type, "host", host, "content", content)));
    }

    public void add(DnsRecord record) {
        add(record.type(), record.host(), record.content());
    }

    /** Removes all records of that type and host. */
    public void remove(String type, String host) {
        http.delete(url(), json(Map.of("type", type, "host", host)));
    }

    private static String json(Map<String, String> fields) {
        try {
            return TestHttp.JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new InfrastructureException("not writable as JSON", e);
        }
    }
}
