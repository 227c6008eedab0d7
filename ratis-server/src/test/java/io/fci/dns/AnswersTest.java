package io.fci.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.state.Group.Desired;
import io.fci.core.state.State;
import io.fci.dns.Answers.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AnswersTest {
    private final Answers answers = new Answers(Lab.ZONE);

    private static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    }

    private Message ask(Lab lab, String name, int type) throws IOException {
        return ask(Optional.of(lab.state()), query(name, type), Transport.UDP);
    }

    private Message ask(Optional<State> state, Message query, Transport transport) throws IOException {
        var reply = new Message(answers.answer(state, query.toWire(), transport).orElseThrow());
        assertThat(reply.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(reply.getHeader().getFlag(Flags.QR)).isTrue();
        return reply;
    }

    private static List<String> rdata(Message reply, int section) {
        return reply.getSection(section).stream().filter(r -> r.getType() != Type.OPT).map(Record::rdataToString)
                .toList();
    }

    private static Lab orders() {
        return new Lab().create("orders.fci.test", 5, Desired.ONLINE, "10.77.0.50", "10.77.0.51", "fd77::50");
    }

    @Test
    void nameHasTheAddressesItDependsOnByFamily() throws IOException {
        var reply = ask(orders(), "orders.fci.test.", Type.A);

        assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(reply.getHeader().getFlag(Flags.RA)).isFalse();
        assertThat(rdata(reply, Section.ANSWER)).containsExactly("10.77.0.50", "10.77.0.51");
        assertThat(rdata(ask(orders(), "orders.fci.test.", Type.AAAA), Section.ANSWER))
                .containsExactly("fd77:0:0:0:0:0:0:50");
    }

    @Test
    void timeToLiveIsTheNames() throws IOException {
        var lab = new Lab().create("orders.fci.test", 42, Desired.ONLINE, "10.77.0.50");

        assertThat(ask(lab, "orders.fci.test.", Type.A).getSection(Section.ANSWER).getFirst().getTTL()).isEqualTo(42);
    }

    @Test
    void caseIsFoldedAndTheAnswerKeepsTheQuestions() throws IOException {
        var reply = ask(orders(), "OrDeRs.FCI.test.", Type.A);

        assertThat(rdata(reply, Section.ANSWER)).hasSize(2);
        assertThat(reply.getSection(Section.ANSWER).getFirst().getName()).hasToString("OrDeRs.FCI.test.");
        assertThat(reply.getQuestion().getName()).hasToString("OrDeRs.FCI.test.");
    }

    @Test
    void nameStaysInEveryTransition() throws IOException {
        var lab = orders();
        var seen = new Message[]{ask(lab, "orders.fci.test.", Type.A),
                ask(lab.move(), "orders.fci.test.", Type.A),
                ask(lab.released(), "orders.fci.test.", Type.A),
                ask(lab.everyNodeLost(), "orders.fci.test.", Type.A)};

        assertThat(lab.owner()).isEmpty();
        assertThat(seen).allSatisfy(reply -> assertThat(rdata(reply, Section.ANSWER))
                .containsExactly("10.77.0.50", "10.77.0.51"));
    }

    @Test
    void nameGoesOnlyWhenItsGroupIsOfflineAndStopped() throws IOException {
        var lab = orders().offline();
        assertThat(ask(lab, "orders.fci.test.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);

        var reply = ask(lab.released(), "orders.fci.test.", Type.A);

        assertThat(reply.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
        var soa = (SOARecord) reply.getSection(Section.AUTHORITY).getFirst();
        assertThat(soa.getMinimum()).isEqualTo(1);
        assertThat(soa.getTTL()).isEqualTo(1);
        assertThat(soa.getSerial()).isEqualTo(lab.state().revision());
        assertThat(rdata(ask(lab.online(), "orders.fci.test.", Type.A), Section.ANSWER)).hasSize(2);
    }

    @Test
    void groupThatWasNeverBroughtOnlineHasNoName() throws IOException {
        var lab = new Lab().create("orders.fci.test", 5, Desired.OFFLINE, "10.77.0.50");

        assertThat(ask(lab, "orders.fci.test.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void otherTypesOfAKnownNameHaveNoData() throws IOException {
        var reply = ask(new Lab().create("orders.fci.test", 5, Desired.ONLINE, "10.77.0.50"), "orders.fci.test.",
                Type.AAAA);

        assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(reply.getSection(Section.ANSWER)).isEmpty();
        assertThat(reply.getSection(Section.AUTHORITY)).singleElement().isInstanceOf(SOARecord.class);
    }

    @Test
    void nameAboveAKnownOneExists() throws IOException {
        var lab = new Lab().create("orders.eu.fci.test", 5, Desired.ONLINE, "10.77.0.50");

        assertThat(ask(lab, "eu.fci.test.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(ask(lab, "us.fci.test.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(ask(lab, "a.orders.eu.fci.test.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void topOfTheZoneHasItsServersWithTheirAddresses() throws IOException {
        var reply = ask(new Lab(), "fci.test.", Type.NS);

        assertThat(rdata(reply, Section.ANSWER)).containsExactly("n1.fci.test.", "n2.fci.test.");
        assertThat(rdata(reply, Section.ADDITIONAL)).containsExactly("10.77.0.11", "fd77:0:0:0:0:0:0:12");
        assertThat(rdata(ask(new Lab(), "fci.test.", Type.SOA), Section.ANSWER)).singleElement().asString()
                .startsWith("n1.fci.test. hostmaster.fci.test. ").endsWith(" 3600 600 86400 1");
        assertThat(rdata(ask(new Lab(), "n1.fci.test.", Type.A), Section.ANSWER)).containsExactly("10.77.0.11");
        assertThat(rdata(ask(new Lab(), "n2.fci.test.", Type.AAAA), Section.ANSWER))
                .containsExactly("fd77:0:0:0:0:0:0:12");
    }

    @Test
    void zoneServesItsOwnNamesOnly() throws IOException {
        assertThat(answers.serves("Orders.fci.test.")).isTrue();
        assertThat(answers.serves("orders.eu.fci.test")).isTrue();
        assertThat(answers.serves("orders.xfci.test")).isFalse();
        assertThat(answers.serves("orders.example.org")).isFalse();
        assertThat(answers.serves("-.fci.test")).isFalse();
        assertThat(answers.serves("")).isFalse();
        var lab = new Lab().create("orders.example.org", 5, Desired.ONLINE, "10.77.0.50");
        assertThat(ask(lab, "orders.example.org.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask(lab, ".", Type.NS).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void nodeThatMayKnowTooLittleSaysSo() throws IOException {
        var reply = ask(Optional.empty(), query("orders.fci.test.", Type.A), Transport.UDP);
        assertThat(reply.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(reply.getHeader().getFlag(Flags.AA)).isFalse();

        assertThat(ask(Optional.empty(), query("example.org.", Type.A), Transport.UDP).getRcode())
                .isEqualTo(Rcode.REFUSED);
    }

    @Test
    void transfersAndOtherClassesAreRefused() throws IOException {
        for (var transport : Transport.values()) {
            for (var type : new int[]{Type.AXFR, Type.IXFR}) {
                assertThat(ask(Optional.of(new Lab().state()), query("fci.test.", type), transport).getRcode())
                        .isEqualTo(Rcode.REFUSED);
            }
        }
        var chaos = Message.newQuery(Record.newRecord(Name.fromString("fci.test."), Type.TXT, DClass.CH));
        assertThat(ask(Optional.of(new Lab().state()), chaos, Transport.UDP).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void otherOperationsAreNotImplementedAndAreEchoed() throws IOException {
        for (var opcode : new int[]{Opcode.STATUS, Opcode.NOTIFY, Opcode.UPDATE, 15}) {
            var query = query("fci.test.", Type.SOA);
            query.getHeader().setOpcode(opcode);

            var reply = ask(Optional.of(new Lab().state()), query, Transport.UDP);

            assertThat(reply.getRcode()).isEqualTo(Rcode.NOTIMP);
            assertThat(reply.getHeader().getOpcode()).isEqualTo(opcode);
        }
    }

    @Test
    void malformedQueriesAreCalledSo() throws IOException {
        var lab = Optional.of(new Lab().state());
        var good = query("orders.fci.test.", Type.A).toWire();
        var cut = Arrays.copyOf(good, good.length - 2);
        assertThat(new Message(answers.answer(lab, cut, Transport.UDP).orElseThrow()).getRcode())
                .isEqualTo(Rcode.FORMERR);

        var two = query("orders.fci.test.", Type.A);
        two.addRecord(Record.newRecord(Name.fromString("x.fci.test."), Type.A, DClass.IN), Section.QUESTION);
        assertThat(ask(lab, two, Transport.UDP).getRcode()).isEqualTo(Rcode.FORMERR);
        assertThat(ask(lab, new Message(7), Transport.UDP).getRcode()).isEqualTo(Rcode.FORMERR);

        var options = query("orders.fci.test.", Type.A);
        options.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        options.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        assertThat(ask(lab, options, Transport.UDP).getRcode()).isEqualTo(Rcode.FORMERR);
    }

    @Test
    void fragmentsAndAnswersGetNoAnswer() throws IOException {
        var lab = Optional.of(new Lab().state());
        assertThat(answers.answer(lab, new byte[11], Transport.UDP)).isEmpty();

        var answer = query("orders.fci.test.", Type.A);
        answer.getHeader().setFlag(Flags.QR);
        assertThat(answers.answer(lab, answer.toWire(), Transport.UDP)).isEmpty();
    }

    @Test
    void extensionOfVersionZeroIsSpokenAndNoOther() throws IOException {
        var plain = query("orders.fci.test.", Type.A);
        assertThat(ask(Optional.of(orders().state()), plain, Transport.UDP).getOPT()).isNull();

        var zero = query("orders.fci.test.", Type.A);
        zero.addRecord(new OPTRecord(4096, 0, 0, 0x8000), Section.ADDITIONAL);
        var opt = ask(Optional.of(orders().state()), zero, Transport.UDP).getOPT();
        assertThat(opt.getPayloadSize()).isEqualTo(1232);
        assertThat(opt.getFlags()).isEqualTo(0x8000);

        var one = query("orders.fci.test.", Type.A);
        one.addRecord(new OPTRecord(4096, 0, 1), Section.ADDITIONAL);
        var reply = ask(Optional.of(orders().state()), one, Transport.UDP);
        assertThat(reply.getRcode()).isEqualTo(Rcode.BADVERS);
        assertThat(reply.getOPT().getVersion()).isZero();
        assertThat(reply.getSection(Section.ANSWER)).isEmpty();
    }

    @Test
    void answerTooLongForTheTransportIsMarkedAsCut() throws IOException {
        var many = IntStream.range(0, 60).mapToObj(i -> "fd77::1:" + Integer.toHexString(i)).toArray(String[]::new);
        var state = Optional.of(new Lab().create("orders.fci.test", 5, Desired.ONLINE, many).state());
        var plain = query("orders.fci.test.", Type.AAAA);
        var greedy = query("orders.fci.test.", Type.AAAA);
        greedy.addRecord(new OPTRecord(65_535, 0, 0), Section.ADDITIONAL);

        var small = answers.answer(state, plain.toWire(), Transport.UDP).orElseThrow();
        var larger = answers.answer(state, greedy.toWire(), Transport.UDP).orElseThrow();
        var whole = answers.answer(state, plain.toWire(), Transport.TCP).orElseThrow();

        assertThat(small).hasSizeLessThanOrEqualTo(512);
        assertThat(new Message(small).getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(larger).hasSizeLessThanOrEqualTo(1232);
        assertThat(new Message(larger).getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(new Message(larger).getOPT()).isNotNull();
        assertThat(new Message(whole).getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(new Message(whole).getSection(Section.ANSWER)).hasSize(60);
    }

    @Test
    void flagsThatBelongToTheClientComeBack() throws IOException {
        var query = query("orders.fci.test.", Type.A);
        query.getHeader().setFlag(Flags.CD);

        var header = ask(Optional.of(orders().state()), query, Transport.UDP).getHeader();

        assertThat(header.getFlag(Flags.RD)).isTrue();
        assertThat(header.getFlag(Flags.CD)).isTrue();
        assertThat(header.getFlag(Flags.AD)).isFalse();
    }
}
