package org.subaccounts.sending.domain.checkdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.subaccounts.sending.domain.records.RecordKind;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What every kind of bad DNS server makes us believe: certainly there, certainly not there, or nothing. */
class DnsFaultsTest {
    private static final Duration SERVER_TIMEOUT = Duration.ofMillis(400);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String HOST = "bounces.acme.example.com";
    private static final String TARGET = "return-path.mail.example.net";
    private static final String KEY_HOST = "s1._domainkey.acme.example.com";
    private static final String KEY = "A".repeat(700);
    private static final ExpectedRecord ALIAS =
            new ExpectedRecord(RecordKind.RETURN_PATH, ExpectedRecord.Type.CNAME, HOST, TARGET, true);
    private static final ExpectedRecord TEXT =
            new ExpectedRecord(RecordKind.DKIM, ExpectedRecord.Type.TXT, KEY_HOST, "v=DKIM1; k=rsa; p=" + KEY, true);

    @Test
    void aDeadServerTellsNothingWithinTheTimeThatALookupMayTake() throws Exception {
        long started = System.nanoTime();
        assertThat(observe((query, wire, tcp) -> null, ALIAS)).isEqualTo(Observation.UNKNOWN);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(TIMEOUT.plusSeconds(2));
    }

    @Test
    void aServerThatAnswersTooLateTellsNothing() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (FaultyDns server = new FaultyDns((query, wire, tcp) -> {
            end.await(10, TimeUnit.SECONDS);
            return FaultyDns.reply(query, Rcode.NXDOMAIN).toWire();
        })) {
            assertThat(observe(List.of(server.address()), ALIAS)).isEqualTo(Observation.UNKNOWN);
        } finally {
            end.countDown();
        }
    }

    @Test
    void besideADeadServerTheOtherOneIsBelieved() throws Exception {
        try (FaultyDns dead = new FaultyDns((query, wire, tcp) -> null);
                FaultyDns good = new FaultyDns(DnsFaultsTest::rightAlias)) {
            assertThat(observe(List.of(dead.address(), good.address()), ALIAS)).isEqualTo(Observation.PROPAGATED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR})
    void aServerThatCannotOrWillNotAnswerTellsNothing(int code) throws Exception {
        assertThat(observe((query, wire, tcp) -> FaultyDns.reply(query, code).toWire(), ALIAS))
                .isEqualTo(Observation.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR})
    void besideAServerThatCannotOrWillNotAnswerTheOtherOneIsBelieved(int code) throws Exception {
        try (FaultyDns failing = new FaultyDns(
                        (query, wire, tcp) -> FaultyDns.reply(query, code).toWire());
                FaultyDns good = new FaultyDns(DnsFaultsTest::rightAlias)) {
            assertThat(observe(List.of(failing.address(), good.address()), ALIAS))
                    .isEqualTo(Observation.PROPAGATED);
        }
    }

    @Test
    void aTextIsReadAsItIsSentTabsAndAll() throws Exception {
        Record text = Record.fromString(
                name(KEY_HOST),
                Type.TXT,
                DClass.IN,
                60,
                "\"v=DKIM1;\\009 k=rsa; p=" + "A".repeat(200) + "\" \"" + "A".repeat(200) + "\" \"" + "A".repeat(200)
                        + "\" \"" + "A".repeat(100) + "\"",
                Name.root);
        assertThat(observe(answering(text), TEXT)).isEqualTo(Observation.PROPAGATED);
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.NXDOMAIN, Rcode.NOERROR})
    void aServerThatSaysThereIsNoneIsBelieved(int code) throws Exception {
        assertThat(observe((query, wire, tcp) -> FaultyDns.reply(query, code).toWire(), ALIAS))
                .isEqualTo(Observation.ABSENT);
    }

    @Test
    void anotherTargetIsAnAnswer() throws Exception {
        assertThat(observe(answering(alias(HOST, "elsewhere.example.org")), ALIAS))
                .isEqualTo(Observation.ABSENT);
    }

    @Test
    void recordsOfAnotherNameAreNotBelieved() throws Exception {
        assertThat(observe(answering(alias("other.example.com", TARGET)), ALIAS))
                .isNotEqualTo(Observation.PROPAGATED);
    }

    @Test
    void anAnswerToAnotherQuestionTellsNothing() throws Exception {
        Record question = Record.newRecord(name("other.example.com"), Type.CNAME, DClass.IN);
        assertThat(observe(
                        (query, wire, tcp) -> {
                            Message other = Message.newQuery(question);
                            other.getHeader().setID(query.getHeader().getID());
                            return FaultyDns.reply(other, Rcode.NXDOMAIN).toWire();
                        },
                        ALIAS))
                .isEqualTo(Observation.UNKNOWN);
    }

    @Test
    void anAnswerWithAnotherIdTellsNothing() throws Exception {
        assertThat(observe(
                        (query, wire, tcp) -> {
                            byte[] answer =
                                    FaultyDns.reply(query, Rcode.NXDOMAIN).toWire();
                            answer[0] ^= 1;
                            return answer;
                        },
                        ALIAS))
                .isEqualTo(Observation.UNKNOWN);
    }

    @Test
    void bytesThatAreNoAnswerTellNothing() throws Exception {
        assertThat(observe(
                        (query, wire, tcp) -> {
                            byte[] answer = FaultyDns.reply(query, Rcode.NOERROR, alias(HOST, TARGET))
                                    .toWire();
                            return java.util.Arrays.copyOf(answer, answer.length - 5);
                        },
                        ALIAS))
                .isEqualTo(Observation.UNKNOWN);
    }

    @Test
    void twoAliasesOfOneNameContradictEachOtherAndTellNothing() throws Exception {
        assertThat(observe(answering(alias(HOST, TARGET), alias(HOST, "elsewhere.example.org")), ALIAS))
                .isNotEqualTo(Observation.ABSENT);
    }

    @Test
    void aTruncatedAnswerIsAskedForAgainOverTcp() throws Exception {
        try (FaultyDns server = new FaultyDns((query, wire, tcp) -> tcp
                ? FaultyDns.reply(query, Rcode.NOERROR, text(KEY_HOST, strings()))
                        .toWire()
                : truncated(query))) {
            assertThat(observe(List.of(server.address()), TEXT)).isEqualTo(Observation.PROPAGATED);
            assertThat(server.askedOverTcp()).isPositive();
        }
    }

    @Test
    void aTruncatedAnswerWithoutTcpTellsNothing() throws Exception {
        assertThat(observe((query, wire, tcp) -> tcp ? null : truncated(query), TEXT))
                .isEqualTo(Observation.UNKNOWN);
    }

    @Test
    void aLongTextInSeveralStringsIsOneText() throws Exception {
        assertThat(observe(answering(text(KEY_HOST, strings())), TEXT)).isEqualTo(Observation.PROPAGATED);
    }

    @Test
    void ofSeveralTextsOneMustMatch() throws Exception {
        assertThat(observe(answering(text(KEY_HOST, List.of("unrelated")), text(KEY_HOST, strings())), TEXT))
                .isEqualTo(Observation.PROPAGATED);
        assertThat(observe(answering(text(KEY_HOST, List.of("v=DKIM1; p=OTHER"))), TEXT))
                .isEqualTo(Observation.ABSENT);
    }

    @Test
    void upperAndLowerCaseAreTheSameInNamesButNotInKeys() throws Exception {
        assertThat(observe(answering(alias("BOUNCES.Acme.Example.COM", "Return-Path.MAIL.example.NET")), ALIAS))
                .isEqualTo(Observation.PROPAGATED);
        assertThat(observe(answering(text(KEY_HOST, List.of("v=DKIM1; k=rsa; p=", "a".repeat(250)))), TEXT))
                .isEqualTo(Observation.ABSENT);
    }

    @Test
    void aliasesThatGoInACircleAreNoRecord() throws Exception {
        FaultyDns.Behaviour circle = (query, wire, tcp) -> {
            Name asked = query.getQuestion().getName();
            Name next = asked.equals(name(HOST)) ? name("loop." + HOST) : name(HOST);
            return FaultyDns.reply(query, Rcode.NOERROR, new CNAMERecord(asked, DClass.IN, 5, next))
                    .toWire();
        };
        assertThat(observe(circle, ALIAS)).isEqualTo(Observation.ABSENT);
        assertThat(observe(answering(alias(HOST, HOST)), ALIAS)).isEqualTo(Observation.ABSENT);
        assertThat(observe(
                        (query, wire, tcp) -> FaultyDns.reply(
                                        query,
                                        Rcode.NOERROR,
                                        new CNAMERecord(
                                                query.getQuestion().getName(),
                                                DClass.IN,
                                                5,
                                                query.getQuestion().getName()))
                                .toWire(),
                        TEXT))
                .isNotEqualTo(Observation.PROPAGATED);
    }

    private static byte[] rightAlias(Message query, byte[] wire, boolean tcp) throws IOException {
        return FaultyDns.reply(query, Rcode.NOERROR, alias(HOST, TARGET)).toWire();
    }

    private static FaultyDns.Behaviour answering(Record... records) {
        return (query, wire, tcp) ->
                FaultyDns.reply(query, Rcode.NOERROR, records).toWire();
    }

    private static byte[] truncated(Message query) {
        Message answer = FaultyDns.reply(query, Rcode.NOERROR);
        answer.getHeader().setFlag(Flags.TC);
        return answer.toWire();
    }

    private static Record alias(String host, String target) throws TextParseException {
        return new CNAMERecord(name(host), DClass.IN, 5, name(target));
    }

    private static Record text(String host, List<String> strings) throws TextParseException {
        return new TXTRecord(name(host), DClass.IN, 5, strings);
    }

    /** The text of the key, cut where it is convenient for nobody. */
    private static List<String> strings() {
        String whole = "v=DKIM1; k=rsa; p=" + KEY;
        return List.of(
                whole.substring(0, 12), whole.substring(12, 260), whole.substring(260, 500), whole.substring(500));
    }

    private static Name name(String text) throws TextParseException {
        return Name.fromString(text, Name.root);
    }

    private static Observation observe(FaultyDns.Behaviour behaviour, ExpectedRecord expected) throws Exception {
        try (FaultyDns server = new FaultyDns(behaviour)) {
            return observe(List.of(server.address()), expected);
        }
    }

    private static Observation observe(List<String> servers, ExpectedRecord expected) throws Exception {
        return new DnsLookups(Optional.of(servers), SERVER_TIMEOUT, TIMEOUT)
                .observe(List.of(expected))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .getOrDefault(expected, Observation.UNKNOWN);
    }
}
