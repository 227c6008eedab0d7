package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkerTest {
    private static final UUID CLUSTER = UUID.fromString("5e0bd203-3e53-4d3c-9a83-23801b6858ab");

    @TempDir
    Path data;

    @Test
    void theFirstStartCreatesTheLog() throws CannotStart {
        assertThat(new Marker(config("n1", CLUSTER)).admit()).isEqualTo(new Marker.Admission(true, false));
        assertThat(data.resolve("marker")).exists();
    }

    @Test
    void aFirstStartThatWasCutOffIsTakenUpAgain() throws CannotStart, IOException {
        new Marker(config("n1", CLUSTER)).admit();
        assertThat(new Marker(config("n1", CLUSTER)).admit()).isEqualTo(new Marker.Admission(true, false));
        createLog();
        assertThat(new Marker(config("n1", CLUSTER)).admit()).isEqualTo(new Marker.Admission(false, false));
        new Marker(config("n1", CLUSTER)).joined();
        assertThat(new Marker(config("n1", CLUSTER)).admit()).isEqualTo(new Marker.Admission(false, true));
    }

    @Test
    void aNodeThatJoinedNeverStartsWithoutItsLog() throws CannotStart {
        var marker = new Marker(config("n1", CLUSTER));
        marker.admit();
        marker.joined();
        assertThatThrownBy(() -> new Marker(config("n1", CLUSTER)).admit()).isInstanceOf(CannotStart.class)
                .hasMessageContaining(data.resolve("raft").resolve(CLUSTER.toString()).toString())
                .hasMessageContaining("mount or restore it");
    }

    @Test
    void aLogWithoutItsMarkerIsNotTaken() throws IOException {
        createLog();
        assertThatThrownBy(() -> new Marker(config("n1", CLUSTER)).admit()).isInstanceOf(CannotStart.class)
                .hasMessageContaining("marker is missing");
    }

    @Test
    void anotherClustersDataIsRefusedWithBothIds() throws CannotStart {
        new Marker(config("n1", CLUSTER)).admit();
        var other = UUID.fromString("00000000-0000-4000-8000-000000000001");
        assertThatThrownBy(() -> new Marker(config("n1", other)).admit()).isInstanceOf(CannotStart.class)
                .hasMessageContaining(CLUSTER.toString())
                .hasMessageContaining(other.toString());
    }

    @Test
    void anotherNodesDataIsRefusedWithBothNames() throws CannotStart {
        new Marker(config("n1", CLUSTER)).admit();
        assertThatThrownBy(() -> new Marker(config("n2", CLUSTER)).admit()).isInstanceOf(CannotStart.class)
                .hasMessageContaining("node n1")
                .hasMessageContaining("node n2");
    }

    @Test
    void aDamagedMarkerIsRefused() throws IOException {
        Files.writeString(data.resolve("marker"), "something else");
        assertThatThrownBy(() -> new Marker(config("n1", CLUSTER)).admit()).isInstanceOf(CannotStart.class)
                .hasMessageContaining("is damaged");
    }

    private void createLog() throws IOException {
        Files.createDirectories(data.resolve("raft").resolve(CLUSTER.toString()).resolve("current"));
    }

    private NodeConfig config(String node, UUID cluster) {
        return Lab.config(node, cluster, data, new NodeConfig.Ports(1, 2, 3, 4));
    }
}
