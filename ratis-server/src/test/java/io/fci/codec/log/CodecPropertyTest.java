package io.fci.codec.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.codec.log.StateCodec.Snapshot;
import io.fci.core.CoreArbitraries;
import io.fci.core.log.Entry;
import io.fci.core.log.Outcome;
import io.fci.core.state.State;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CodecPropertyTest {
    @Property(tries = 500)
    void aStateIsReadAsItWasWritten(@ForAll("states") State state) {
        var read = StateCodec.decodeState(StateCodec.encode(state));
        assertThat(read).isEqualTo(state);
        assertThat(StateDigest.of(read)).isEqualTo(StateDigest.of(state));
    }

    @Property(tries = 50)
    void aStateThatAClusterCameToIsReadAsItWasWritten(@ForAll("reachedStates") State state) {
        assertThat(StateCodec.decodeState(StateCodec.encode(state))).isEqualTo(state);
    }

    @Property(tries = 500)
    void anEntryIsReadAsItWasWritten(@ForAll("entries") Entry entry) {
        assertThat(EntryCodec.decodeEntry(EntryCodec.encode(entry))).isEqualTo(entry);
    }

    @Property(tries = 200)
    void aBatchIsReadAsItWasWritten(@ForAll("entries") Entry entry) {
        var batch = EntryCodec.encodeBatch(entry.proposals().stream().map(EntryCodec::encode).toList());
        assertThat(EntryCodec.decodeBatch(batch)).isEqualTo(entry.proposals());
    }

    @Property(tries = 300)
    void anOutcomeIsReadAsItWasWritten(@ForAll("outcomes") Outcome outcome) {
        assertThat(OutcomeCodec.decodeOutcomes(OutcomeCodec.encode(List.of(outcome)))).containsExactly(outcome);
    }

    @Property(tries = 200)
    void differentStatesHaveDifferentDigests(@ForAll("states") State a, @ForAll("states") State b) {
        assertThat(StateDigest.of(a).equals(StateDigest.of(b))).isEqualTo(a.equals(b));
    }

    @Property(tries = 2_000)
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        readOrRefused(bytes);
    }

    /// Nearly right is what a real fault looks like.
    @Property(tries = 2_000)
    void damagedBytesAreReadOrRefused(@ForAll("states") State state, @ForAll("entries") Entry entry, @ForAll int place,
            @ForAll byte value) {
        for (var bytes : List.of(StateCodec.encode(new Snapshot(1, 2, state)), EntryCodec.encode(entry))) {
            if (bytes.length > 0) {
                bytes[Math.floorMod(place, bytes.length)] = value;
                readOrRefused(bytes);
            }
        }
    }

    private static void readOrRefused(byte[] bytes) {
        List<Consumer<byte[]>> readers = List.of(EntryCodec::decodeEntry, EntryCodec::decodeBatch,
                StateCodec::decodeState, StateCodec::decodeSnapshot, OutcomeCodec::decodeOutcomes);
        for (var reader : readers) {
            try {
                reader.accept(bytes.clone());
            } catch (CodecException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Provide
    Arbitrary<State> states() {
        return CoreArbitraries.states();
    }

    @Provide
    Arbitrary<State> reachedStates() {
        return CoreArbitraries.reachedStates();
    }

    @Provide
    Arbitrary<Entry> entries() {
        return CoreArbitraries.entries();
    }

    @Provide
    Arbitrary<Outcome> outcomes() {
        return CoreArbitraries.outcomes();
    }
}
