package io.fci.agent;

/// A name is answered by every node from the committed state, so there is nothing to do on the owner: it is online as soon
/// as the addresses it depends on are.
final class NetworkNameAgent implements Agent {
    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void check() {}
}
