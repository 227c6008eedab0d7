package io.fci.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// Makes the sub-commands, each with the terminal it writes to.
final class Verbs implements IFactory {
    private final Terminal terminal;

    Verbs(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == Version.class) {
            return type.cast(new Version(terminal));
        }
        if (type == Status.class) {
            return type.cast(new Status(terminal));
        }
        if (type == Get.class) {
            return type.cast(new Get(terminal));
        }
        if (type == Create.class) {
            return type.cast(new Create(terminal));
        }
        if (type == Move.class) {
            return type.cast(new Move(terminal));
        }
        if (type == Online.class) {
            return type.cast(new Online(terminal));
        }
        if (type == Offline.class) {
            return type.cast(new Offline(terminal));
        }
        if (type == Delete.class) {
            return type.cast(new Delete(terminal));
        }
        if (type == Clear.class) {
            return type.cast(new Clear(terminal));
        }
        if (type == Hosts.class) {
            return type.cast(new Hosts(terminal));
        }
        if (type == Maintenance.class) {
            return type.cast(new Maintenance(terminal));
        }
        if (type == Lock.On.class) {
            return type.cast(new Lock.On(terminal));
        }
        if (type == Lock.Off.class) {
            return type.cast(new Lock.Off(terminal));
        }
        if (type == History.class) {
            return type.cast(new History(terminal));
        }
        if (type == Simulate.class) {
            return type.cast(new Simulate(terminal));
        }
        if (type == ResourceCommand.class) {
            return type.cast(new ResourceCommand(terminal));
        }
        if (type == Explain.class) {
            return type.cast(new Explain(terminal));
        }
        if (type == Drain.class) {
            return type.cast(new Drain(terminal));
        }
        if (type == Resume.class) {
            return type.cast(new Resume(terminal));
        }
        if (type == NodeFencing.class) {
            return type.cast(new NodeFencing(terminal));
        }
        if (type == NodeFence.class) {
            return type.cast(new NodeFence(terminal));
        }
        if (type == NodeConfirmDown.class) {
            return type.cast(new NodeConfirmDown(terminal));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
