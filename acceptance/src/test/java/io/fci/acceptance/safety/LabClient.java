package io.fci.acceptance.safety;

import io.fci.client.FailoverInstance;
import io.fci.client.FciClient;
import io.fci.client.FciException;
import io.fci.v1.Group;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A program of its own in the client's namespace: writes numbers into the cluster through the Java client, one after the other,
/// and reads them back at one node. The number is in the description of a group that is never started.
///
/// Usage: `LabClient GROUP NETWORK-NAME ADDRESS/LEN WRITE-ENDPOINTS [READ-ENDPOINT]`. Prints `writing` after the first acknowledged
/// write; when its input ends, prints one JSON line: how many writes were acknowledged, how many reads were answered, and how
/// many of those were stale: older than a write that had been acknowledged before the read began.
final class LabClient {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int READERS = 4;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong stale = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final String group;

    private LabClient(String group) {
        this.group = group;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        // One thread that cannot go on ends them all: half of this program would wait for the other half.
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        var client = new LabClient(arguments[0]);
        var threads = new ArrayList<Thread>();
        threads.add(Thread.ofPlatform().start(
                () -> client.write(arguments[1], arguments[2], arguments[3].split(","))));
        for (int i = 0; arguments.length > 4 && i < READERS; i++) {
            threads.add(Thread.ofPlatform().start(() -> client.read(arguments[4])));
        }
        while (System.in.read() >= 0) {
            // What is typed is of no interest; that it ends is.
        }
        client.over.set(true);
        for (var thread : threads) {
            thread.join();
        }
        System.out.println("{\"writes\": " + client.acknowledged + ", \"refused\": " + client.refused + ", \"reads\": "
                + client.reads + ", \"stale\": " + client.stale + ", \"unanswered\": " + client.unanswered + "}");
    }

    private void write(String name, String address, String... endpoints) {
        try (var fci = client(endpoints)) {
            fci.groups().create(FailoverInstance.named(group).address(address).networkName(name)
                    .process("/bin/sleep", "1000").offline().toGroup());
            for (long number = 1; !over.get(); number++) {
                try {
                    fci.groups().update(numbered(fci.groups().get(group), number));
                    if (acknowledged.getAndSet(number) == 0) {
                        System.out.println("writing");
                    }
                } catch (FciException e) {
                    refused.incrementAndGet();
                }
            }
        }
    }

    private static Group numbered(Group group, long number) {
        var changed = group.toBuilder();
        changed.getSpecBuilder().setDescription("" + number);
        return changed.build();
    }

    private void read(String endpoint) {
        try (var fci = client(endpoint)) {
            while (!over.get()) {
                long before = acknowledged.get();
                try {
                    var description = fci.groups().get(group).getSpec().getDescription();
                    long number = description.isEmpty() ? 0 : Long.parseLong(description);
                    reads.incrementAndGet();
                    if (number < before) {
                        stale.incrementAndGet();
                    }
                } catch (FciException e) {
                    unanswered.incrementAndGet();
                }
            }
        }
    }

    private static FciClient client(String... endpoints) {
        return FciClient.builder().endpoints(endpoints).plaintext().budget(PATIENCE).attempt(PATIENCE.dividedBy(3))
                .build();
    }
}
