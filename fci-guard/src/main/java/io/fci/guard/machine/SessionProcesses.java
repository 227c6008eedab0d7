package io.fci.guard.machine;

import io.fci.guard.linux.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Places are plain directories, and a process leaves its number in its place before it is executed; what is ended is
/// its process group. A descendant that makes a session of its own escapes: that is what cgroups are for.
///
/// Each file is named by the process id and holds the line of `/proc/<pid>/stat` that the process read about itself: its
/// start time tells a process of ours from a later one with the same number.
final class SessionProcesses extends PlaceTree {
    private static final int SIGKILL = 9;

    SessionProcesses(Path root) throws IOException {
        super(root);
        Files.createDirectories(root);
    }

    @Override
    public void killAll() {
        try {
            kill(root());
        } catch (IOException e) {
            // The teardown tries again and verifies.
            return;
        }
    }

    @Override
    boolean running(Path place) throws IOException {
        for (var file : files(place)) {
            if (lives(file)) {
                return true;
            }
        }
        return false;
    }

    @Override
    void kill(Path place) throws IOException {
        for (var file : files(place)) {
            if (mayBeOurs(file)) {
                Child.signalGroup(pid(file), SIGKILL);
            }
        }
    }

    @Override
    void removeLeaf(Path place) throws IOException {
        if (running(place)) {
            throw new IOException(place + " has running processes");
        }
        for (var file : files(place)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(place);
    }

    @Override
    String joinScript() {
        return "read -r me < /proc/self/stat && echo \"$me\" > \"$0/$$\" || exit 125; exec \"$@\"";
    }

    private List<Path> files(Path place) throws IOException {
        var files = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(place)) {
            for (var entry : entries) {
                if (Files.isDirectory(entry)) {
                    files.addAll(files(entry));
                } else if (entry.getFileName().toString().matches("[0-9]{1,9}")) {
                    files.add(entry);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return files;
    }

    private static int pid(Path file) {
        return Integer.parseInt(file.getFileName().toString());
    }

    private static boolean lives(Path file) throws IOException {
        return mayBeOurs(file) && Child.signalGroup(pid(file), 0) && !onlyZombies(pid(file));
    }

    /// False when the number now belongs to a process that started at another time. A leader that ended keeps its number
    /// reserved for as long as its group has members.
    private static boolean mayBeOurs(Path file) throws IOException {
        try {
            var recorded = fields(Files.readString(file));
            var now = fields(Files.readString(Path.of("/proc", file.getFileName().toString(), "stat")));
            // Empty: the process is about to write it.
            return recorded.length < 20 || recorded[19].equals(now[19]);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            if (e.getMessage() != null && e.getMessage().contains("No such process")) {
                return true;
            }
            throw e;
        }
    }

    /// An orphan that nobody collects stays in its group as a zombie; it does nothing any more.
    private static boolean onlyZombies(int group) throws IOException {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                var fields = stat(process);
                if (fields.length > 2 && fields[2].equals(Integer.toString(group)) && !fields[0].equals("Z")) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String[] stat(Path process) {
        try {
            return fields(Files.readString(process.resolve("stat")));
        } catch (IOException e) {
            return new String[0]; // It ended while we looked.
        }
    }

    /// What follows the command's name in parentheses: state, parent, process group, ..., start time as the 20th.
    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    }
}
