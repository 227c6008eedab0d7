package io.fci.guard.machine;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Places are cgroups (version 2). One write to the root's `cgroup.kill` ends everything of every group, whatever forked,
/// changed its session or is stopped; a cgroup that was removed cannot be joined.
final class CgroupProcesses extends PlaceTree {
    private static final byte[] ONE = "1".getBytes(StandardCharsets.US_ASCII);

    /// Opened once: at the instant of loss there is nothing left to do but the write.
    private final FileOutputStream killSwitch;

    CgroupProcesses(Path root) throws IOException {
        super(root);
        Files.createDirectories(root);
        killSwitch = new FileOutputStream(root.resolve("cgroup.kill").toFile());
    }

    @Override
    public void killAll() {
        try {
            killSwitch.write(ONE);
        } catch (IOException e) {
            // Cannot be dealt with here and now. The teardown writes again and verifies; what it cannot verify makes the
            // node fence itself.
            return;
        }
    }

    @Override
    boolean running(Path place) throws IOException {
        try {
            return Files.readString(place.resolve("cgroup.events")).contains("populated 1");
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    void kill(Path place) throws IOException {
        try (var kill = new FileOutputStream(place.resolve("cgroup.kill").toFile())) {
            kill.write(ONE);
        } catch (IOException e) {
            if (Files.isDirectory(place)) {
                throw e;
            }
        }
    }

    /// A resource may have made cgroups below its own.
    @Override
    void removeLeaf(Path place) throws IOException {
        for (var below : directories(place)) {
            removeLeaf(place.resolve(below));
        }
        Files.deleteIfExists(place);
    }

    /// A privileged guard may be exempt from the kernel's out-of-memory killer; its children are not. dash's `exit` in
    /// front of `exec` is what keeps a process out that could not join.
    @Override
    String joinScript() {
        return "echo 0 > \"$0/cgroup.procs\" || exit 125; { echo 0 > /proc/self/oom_score_adj; } 2>/dev/null; exec \"$@\"";
    }
}
