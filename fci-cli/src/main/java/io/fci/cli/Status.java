package io.fci.cli;

import io.fci.cli.Output.Format;
import io.fci.client.FciClient;
import io.fci.client.UnavailableException;
import io.fci.client.Watch;
import io.fci.client.WatchEvent;
import io.fci.v1.GetGroupRequest;
import io.fci.v1.Group;
import io.fci.v1.ObjectKind;
import io.fci.v1.ReadOptions;
import io.fci.v1.ReadOptions.Consistency;
import io.fci.v1.WatchRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci status`: one screen. Answers from one node's memory when there is no majority, and says so.
@Command(name = "status", description = "Shows the cluster on one screen.", mixinStandardHelpOptions = true)
final class Status implements Callable<Integer> {
    /// Short, because the next best answer is at hand.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /// Changes come in bursts; a picture per burst is what a person can read.
    private static final Duration BURST = Duration.ofMillis(150);

    private static final int MOST_OF_A_BURST = 100;

    private final Terminal terminal;
    private boolean synced;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Parameters(arity = "0..*", paramLabel = "GROUP", description = "Only these, with their resources.")
    private List<String> names = List.of();

    @Option(names = {"-w", "--watch"}, description = "Again at each change, until interrupted.")
    private boolean watch;

    @Option(names = "--local", description = "What the asked node knows, at once; works without a majority.")
    private boolean local;

    Status(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open(PATIENCE)) {
            return watch ? watch(client) : once(client).number();
        }
    }

    private ExitCode once(FciClient client) {
        if (local) {
            show(read(client, Consistency.CONSISTENCY_LOCAL, true));
            return ExitCode.OK;
        }
        try {
            show(read(client, Consistency.CONSISTENCY_LINEARIZABLE, true));
            return ExitCode.OK;
        } catch (UnavailableException e) {
            if (!e.reasonIsQuorum()) {
                throw e;
            }
            show(read(client, Consistency.CONSISTENCY_LOCAL, false));
            terminal.error(e.getMessage());
            return ExitCode.UNAVAILABLE;
        }
    }

    private Picture read(FciClient client, Consistency consistency, boolean quorum) {
        var nodes = client.nodes().list(ReadOptions.newBuilder().setConsistency(consistency).build());
        // Of the same moment or a later one, and without a second round through the cluster.
        var after = ReadOptions.newBuilder()
                .setConsistency(Consistency.CONSISTENCY_LOCAL)
                .setMinRevision(nodes.getHeader().getRevision())
                .build();
        List<Group> groups = names.isEmpty()
                ? client.groups().list(after).getGroupsList()
                : names.stream().map(name -> group(client, name, after)).toList();
        return new Picture(nodes.getHeader(), nodes.getNodesList(), groups, quorum);
    }

    private static Group group(FciClient client, String name, ReadOptions read) {
        return client.groups()
                .read(GetGroupRequest.newBuilder().setName(name).setRead(read).build())
                .getGroup();
    }

    private void show(Picture picture) {
        switch (output.format()) {
            case JSON -> terminal.line(picture.json());
            case NAME -> picture.groups().forEach(group -> terminal.line(ShortNames.of(group.getName())));
            case TABLE -> picture.lines(!names.isEmpty()).forEach(terminal::line);
        }
    }

    private int watch(FciClient client) {
        var request = WatchRequest.newBuilder()
                .addKinds(ObjectKind.OBJECT_KIND_NODE)
                .addKinds(ObjectKind.OBJECT_KIND_GROUP)
                .build();
        try (var changes = client.watch(request)) {
            while (!terminal.broken()) {
                if (output.format() == Format.TABLE) {
                    terminal.repaint();
                }
                paint(client);
                awaitChange(changes);
            }
        }
        return ExitCode.OK.number();
    }

    /// A cluster that does not answer is something to keep watching.
    private void paint(FciClient client) {
        try {
            once(client);
        } catch (UnavailableException e) {
            terminal.error(e.getMessage());
        }
    }

    /// The watch says that something changed; what there is now is read anew, so the picture is always one of one moment.
    private void awaitChange(Watch changes) {
        boolean changed = false;
        while (!changed) {
            var event = changes.next(Duration.ofSeconds(1));
            synced |= event.isPresent() && event.get() instanceof WatchEvent.Synced;
            // What came before that is the snapshot, which was just painted.
            changed = synced && event.isPresent() && !(event.get() instanceof WatchEvent.Synced);
            if (event.isEmpty() && (changes.trouble().isPresent() || terminal.broken())) {
                return;
            }
        }
        for (int i = 0; i < MOST_OF_A_BURST && changes.next(BURST).isPresent(); i++) {
            // Taken together with the first one.
        }
    }
}
