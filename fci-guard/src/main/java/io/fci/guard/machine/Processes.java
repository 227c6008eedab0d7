package io.fci.guard.machine;

import java.io.IOException;
import java.util.List;

/// Processes by place: a directory per epoch of a group, in it one per resource. A process joins its place before it is
/// executed, so a place that was removed lets nobody start late.
public interface Processes {
    /// Ends every process of every group. Called by the lease thread at the instant of loss: waits for nothing, throws
    /// nothing.
    void killAll();

    /// Whether any process of any group is left.
    boolean anyRunning() throws IOException;

    /// Removes every place. Fails, naming it, when a late starter is in one: kill again.
    void removeAll() throws IOException;

    void open(GroupEpoch of) throws IOException;

    boolean isOpen(GroupEpoch of);

    /// Which groups have a place.
    List<GroupEpoch> open() throws IOException;

    /// Makes a place for the resource and answers the command line that joins it, then becomes `argv`.
    List<String> joining(GroupEpoch of, String resource, List<String> argv) throws IOException;

    boolean running(GroupEpoch of, String resource) throws IOException;

    void kill(GroupEpoch of, String resource) throws IOException;

    /// Removes the resource's place; one that is not there is a success.
    void remove(GroupEpoch of, String resource) throws IOException;

    /// Which resources of the epoch have a place.
    List<String> resources(GroupEpoch of) throws IOException;

    /// Removes the place of the epoch, which must have none of a resource in it.
    void remove(GroupEpoch of) throws IOException;
}
