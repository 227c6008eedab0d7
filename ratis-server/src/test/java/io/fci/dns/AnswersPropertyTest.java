package io.fci.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.state.Group.Desired;
import io.fci.core.state.State;
import io.fci.dns.Answers.Transport;
import java.io.IOException;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AnswersPropertyTest {
    private final Answers answers = new Answers(Lab.ZONE);
    private final State state = new Lab()
            .create("orders.fci.test", 5, Desired.ONLINE, "10.77.0.50", "10.77.0.51", "fd77::50").state();

    @Property(tries = 5_000)
    void anyBytesGiveAnAnswerOfBoundedSizeOrNone(@ForAll @Size(max = 600) byte[] bytes, @ForAll Transport transport)
            throws IOException {
        check(bytes, transport);
    }

    /// Bytes near a good query reach the parts that random ones never do.
    @Property(tries = 5_000)
    void damagedQueryGivesAnAnswerOfBoundedSizeOrNone(@ForAll("queries") byte[] query, @ForAll Transport transport,
            @ForAll @Size(max = 4) int[] positions, @ForAll @Size(4) byte[] values) throws IOException {
        var damaged = query.clone();
        for (int i = 0; i < positions.length; i++) {
            damaged[Math.floorMod(positions[i], damaged.length)] = values[i];
        }
        check(damaged, transport);
    }

    @Property
    void everyGoodQueryGetsAnAnswerToItsQuestion(@ForAll("queries") byte[] query, @ForAll Transport transport)
            throws IOException {
        var reply = new Message(answers.answer(Optional.of(state), query, transport).orElseThrow());

        assertThat(reply.getQuestion()).isEqualTo(new Message(query).getQuestion());
    }

    private void check(byte[] bytes, Transport transport) throws IOException {
        for (var known : new Optional<?>[]{Optional.of(state), Optional.empty()}) {
            var answer = answers.answer(known.map(State.class::cast), bytes, transport);
            if (answer.isPresent()) {
                assertThat(answer.get()).hasSizeBetween(12, Answers.MAX_TCP_BYTES);
                if (transport == Transport.UDP) {
                    assertThat(answer.get()).hasSizeLessThanOrEqualTo(Answers.MAX_UDP_BYTES);
                }
                var reply = new Message(answer.get());
                assertThat(reply.getHeader().getFlag(Flags.QR)).isTrue();
                assertThat(reply.getHeader().getID()).isEqualTo((bytes[0] & 0xff) << 8 | bytes[1] & 0xff);
            }
        }
    }

    @Provide
    Arbitrary<byte[]> queries() {
        var names = Arbitraries.of("orders.fci.test.", "fci.test.", "n1.fci.test.", "nope.fci.test.", "example.org.",
                ".", "*.fci.test.", "x".repeat(63) + "." + "y".repeat(63) + ".fci.test.");
        var types = Arbitraries.of(Type.A, Type.AAAA, Type.NS, Type.SOA, Type.ANY, Type.AXFR, Type.TXT, Type.DS);
        var sizes = Arbitraries.of(-1, 0, 512, 1_232, 65_535);
        return names.flatMap(name -> types.flatMap(type -> sizes.map(size -> query(name, type, size))));
    }

    private static byte[] query(String name, int type, int size) {
        try {
            var query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
            if (size >= 0) {
                query.addRecord(new OPTRecord(size, 0, 0), Section.ADDITIONAL);
            }
            return query.toWire();
        } catch (IOException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
