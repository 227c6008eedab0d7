package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.codec.log.EntryCodec;
import io.fci.codec.log.StateDigest;
import io.fci.core.log.Entry;
import io.fci.core.log.Proposal;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What was recorded once is understood for ever. A failure here means that a node could not read its own disk after an
/// upgrade: change the code, never the files or the digests.
class GoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    void theFirstLogStillSaysWhatItSaid() throws IOException {
        var entries = log("v1");
        assertThat(entries).hasSize(60);
        assertThat(entries.stream().flatMap(e -> e.proposals().stream()).map(Proposal::command).map(Object::getClass)
                .collect(Collectors.toSet())).hasSize(12);
        assertThat(digest(entries)).isEqualTo("6665b2a94c1678d8306e777b78ea7287be5baef575654734cdf54cf33fec205c");
    }

    @Test
    void theFirstSnapshotStillSaysWhatItSaid() throws IOException {
        var snapshot = SnapshotFile.read(GOLDEN.resolve("v1.snapshot"), 7, 4_711);
        assertThat(StateDigest.of(snapshot.state()).hex())
                .isEqualTo("36fe668a564d50b3d48efb3eba54711595088eef32eeb1a3e37f15b16a67888f");
    }

    /// Recorded when nodes could be fenced and groups could wait.
    @Test
    void theLogThatKnowsFencingStillSaysWhatItSaid() throws IOException {
        var entries = log("fencing");
        assertThat(entries).hasSize(120);
        assertThat(entries.stream().flatMap(e -> e.proposals().stream()).map(Proposal::command).map(Object::getClass)
                .collect(Collectors.toSet())).hasSize(17);
        assertThat(digest(entries)).isEqualTo("0747a5ababd7c86a794530b08716781cd26b65b2c4182830fb307c6d271e36f5");
    }

    @Test
    void theSnapshotThatKnowsFencingStillSaysWhatItSaid() throws IOException {
        var snapshot = SnapshotFile.read(GOLDEN.resolve("fencing.snapshot"), 7, 4_711);
        assertThat(StateDigest.of(snapshot.state()).hex())
                .isEqualTo("2bf9f43e45ee53f0e30c72188b5e55a4c3652ccfc9aa3c1a0e3d5f28291e722b");
    }

    /// Recorded when nodes could be drained, groups went back and were kept apart, and events were remembered.
    @Test
    void theLogThatKnowsPlacementStillSaysWhatItSaid() throws IOException {
        var entries = log("placement");
        assertThat(entries).hasSize(200);
        assertThat(entries.stream().flatMap(e -> e.proposals().stream()).map(Proposal::command).map(Object::getClass)
                .collect(Collectors.toSet())).hasSize(23);
        assertThat(digest(entries)).isEqualTo("96e0a1fb5d619aa441f4e1239fe09bfd0722096c5d39897676e32ff5e01447e3");
    }

    @Test
    void theSnapshotThatKnowsPlacementStillSaysWhatItSaid() throws IOException {
        var snapshot = SnapshotFile.read(GOLDEN.resolve("placement.snapshot"), 7, 4_711);
        assertThat(StateDigest.of(snapshot.state()).hex())
                .isEqualTo("b425a1c0ee2d64c8221ed5ce6cfc092f473e256c3557bfa5da110240a92c68c4");
    }

    /// Recorded when persons could maintain and lock, act on single resources, and defer changes.
    @Test
    void theLogThatKnowsHoldsStillSaysWhatItSaid() throws IOException {
        var entries = log("holds");
        assertThat(entries).hasSize(200);
        assertThat(entries.stream().flatMap(e -> e.proposals().stream()).map(Proposal::command).map(Object::getClass)
                .collect(Collectors.toSet())).hasSize(26);
        assertThat(digest(entries)).isEqualTo("b2822ee92cfea79582107de9ed83245d15dbb12185d650c1f2311fe3768d17c7");
    }

    @Test
    void theSnapshotThatKnowsHoldsStillSaysWhatItSaid() throws IOException {
        var snapshot = SnapshotFile.read(GOLDEN.resolve("holds.snapshot"), 7, 4_711);
        assertThat(StateDigest.of(snapshot.state()).hex())
                .isEqualTo("303fefb731cf84fafcd6215cb08e1535d86f7d22ce046e74a1089869ba557383");
    }

    private static List<Entry> log(String name) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var in = new DataInputStream(Files.newInputStream(GOLDEN.resolve(name + ".log")))) {
            while (in.available() > 0) {
                entries.add(EntryCodec.decodeEntry(in.readNBytes(in.readInt())));
            }
        }
        return entries;
    }

    /// Of what was understood, in the words of today's records.
    private static String digest(List<Entry> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var entry : entries) {
            bytes.write(EntryCodec.encode(entry));
        }
        return HexFormat.of().formatHex(StateDigest.sha256(bytes.toByteArray()));
    }
}
