package io.fci.codec.api;

import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Schedule;
import io.fci.core.state.State;
import io.fci.core.state.Teardown;
import io.fci.core.view.Waits;
import io.fci.v1.DrainStatus;
import io.fci.v1.NodeSpec;
import io.fci.v1.NodeStatus;
import io.fci.v1.ObjectMeta;
import java.util.Optional;

/// A node as the API shows it.
public final class NodeWriter {
    private NodeWriter() {}

    /// @param leader of Raft, as far as the answering node knows; the replicated state does not say
    public static io.fci.v1.Node write(State state, Node node, Optional<NodeName> leader) {
        var status = NodeStatus.newBuilder()
                .setLeader(leader.equals(Optional.of(node.name())))
                .setProfile(node.profile())
                .addAllConcerns(node.concerns())
                .addAllConcerns(node.quiet().stream().toList())
                .addAllNetworks(node.networks());
        switch (node.life()) {
            case Life.Never() -> status.setState(NodeStatus.State.STATE_JOINING);
            case Life.Up(var incarnation) -> status.setState(NodeStatus.State.STATE_UP).setIncarnation(incarnation);
            case Life.Down(var last, var why) -> status.setState(NodeStatus.State.STATE_DOWN)
                    .setIncarnation(last)
                    .setDownReason(why);
        }
        node.fencing().job().ifPresent(job -> status.setState(NodeStatus.State.STATE_FENCING)
                .setFencingProgress(Waits.progress(node, job)));
        node.fencing().devices()
                .forEach(device -> status.addFencingDevices(FencingWriter.status(node.fencing(), device)));
        if (node.sinceWall() > 0) {
            status.setSince(Times.of(node.sinceWall()));
        }
        node.schedule().paused().ifPresent(paused -> status.setDrain(write(paused)));
        node.maintenance().map(HoldWriter::write).ifPresent(status::setMaintenance);
        node.teardown().ifPresent(teardown -> status.setLastTeardown(write(teardown)));
        for (var group : state.groups().values()) {
            if (group.owner().map(o -> o.node().equals(node.name())).orElse(false)) {
                status.addOwnedGroups(ApiNames.of(group.name()));
            }
        }
        return io.fci.v1.Node.newBuilder()
                .setName(ApiNames.of(node.name()))
                .setMeta(ObjectMeta.newBuilder()
                        .setEtag(Long.toString(node.fencing().generation()))
                        .setGeneration(node.fencing().generation()))
                .setSpec(NodeSpec.newBuilder()
                        .setPeerAddress(node.addresses().raft())
                        .setClientAddress(node.addresses().api())
                        .setRaftRole(NodeSpec.RaftRole.RAFT_ROLE_VOTER)
                        .setDrained(node.schedule().paused().isPresent())
                        .setDrainReason(node.schedule().paused().map(Schedule.Paused::reason).orElse(""))
                        .addAllFencingDevices(node.fencing().devices().stream().map(FencingWriter::write).toList()))
                .setStatus(status)
                .build();
    }

    private static DrainStatus write(Schedule.Paused paused) {
        var message = DrainStatus.newBuilder()
                .setInitiator(paused.by())
                .setState(paused.drain().map(drain -> switch (drain.status()) {
                    case RUNNING -> DrainStatus.State.STATE_RUNNING;
                    case DONE -> DrainStatus.State.STATE_DONE;
                    case FAILED -> DrainStatus.State.STATE_FAILED;
                }).orElse(DrainStatus.State.STATE_NOT_STARTED));
        if (paused.sinceWall() > 0) {
            message.setSince(Times.of(paused.sinceWall()));
        }
        paused.drain().ifPresent(drain -> {
            drain.moved().forEach(group -> message.addMovedGroups(ApiNames.of(group)));
            drain.failure().ifPresent(message::setFailure);
        });
        return message.build();
    }

    private static io.fci.v1.Teardown write(Teardown teardown) {
        var message = io.fci.v1.Teardown.newBuilder()
                .setIncarnation(teardown.incarnation())
                .setReason(teardown.why())
                .setElapsed(com.google.protobuf.util.Durations.fromMicros(teardown.micros()));
        teardown.steps()
                .forEach(step -> message.addSteps(io.fci.v1.Teardown.Step.newBuilder()
                        .setWhat(step.what())
                        .setElapsed(com.google.protobuf.util.Durations.fromMicros(step.micros()))));
        return message.build();
    }
}
