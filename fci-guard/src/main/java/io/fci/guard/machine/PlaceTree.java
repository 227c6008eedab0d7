package io.fci.guard.machine;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The directories `<root>/<group>.<epoch>/<resource>`, common to cgroups and to directories of process groups.
abstract class PlaceTree implements Processes {
    private final Path root;

    PlaceTree(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /// Whether a process is in this place or below it.
    abstract boolean running(Path place) throws IOException;

    abstract void kill(Path place) throws IOException;

    /// Removes one directory of a resource with whatever the system or the resource put into it.
    abstract void removeLeaf(Path place) throws IOException;

    /// The shell's part: joins the place given as `$0`, or fails; then becomes the rest.
    abstract String joinScript();

    @Override
    public final boolean anyRunning() throws IOException {
        return running(root);
    }

    @Override
    public final void removeAll() throws IOException {
        for (var of : open()) {
            for (var resource : resources(of)) {
                remove(of, resource);
            }
            remove(of);
        }
    }

    @Override
    public final void open(GroupEpoch of) throws IOException {
        Files.createDirectories(place(of));
    }

    @Override
    public final boolean isOpen(GroupEpoch of) {
        return Files.isDirectory(place(of));
    }

    @Override
    public final List<GroupEpoch> open() throws IOException {
        var open = new ArrayList<GroupEpoch>();
        for (var name : directories(root)) {
            int dot = name.lastIndexOf('.');
            if (dot > 0 && name.substring(dot + 1).matches("[0-9]{1,19}")) {
                open.add(new GroupEpoch(name.substring(0, dot), Long.parseLong(name.substring(dot + 1))));
            } else {
                throw new IOException("'" + root.resolve(name) + "' is not of a group; remove it");
            }
        }
        return open;
    }

    @Override
    public final List<String> joining(GroupEpoch of, String resource, List<String> argv) throws IOException {
        // Not with parents: the epoch's own place is made by open alone, and once removed stays removed.
        var place = place(of, resource);
        if (!Files.isDirectory(place)) {
            Files.createDirectory(place);
        }
        var command = new ArrayList<>(List.of("/bin/sh", "-c", joinScript(), place.toString()));
        command.addAll(argv);
        return command;
    }

    @Override
    public final boolean running(GroupEpoch of, String resource) throws IOException {
        return running(place(of, resource));
    }

    @Override
    public final void kill(GroupEpoch of, String resource) throws IOException {
        kill(place(of, resource));
    }

    @Override
    public final void remove(GroupEpoch of, String resource) throws IOException {
        try {
            removeLeaf(place(of, resource));
        } catch (NoSuchFileException e) {
            return;
        }
    }

    @Override
    public final List<String> resources(GroupEpoch of) throws IOException {
        return directories(place(of));
    }

    @Override
    public final void remove(GroupEpoch of) throws IOException {
        try {
            Files.deleteIfExists(place(of));
        } catch (DirectoryNotEmptyException e) {
            throw new IOException(of + " still has places of resources", e);
        }
    }

    private Path place(GroupEpoch of) {
        return root.resolve(of.directory());
    }

    private Path place(GroupEpoch of, String resource) {
        return place(of).resolve(resource);
    }

    static List<String> directories(Path in) throws IOException {
        var names = new ArrayList<String>();
        try (var entries = Files.newDirectoryStream(in, Files::isDirectory)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return names;
    }
}
