package io.fci.core;

import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What holds between a state and what one command made of it: counters only grow, what is over stays over.
final class Successions {
    private Successions() {}

    static List<String> broken(State before, State after) {
        var broken = new ArrayList<String>();
        long revision = after.revision();
        require(broken, revision == before.revision() || revision == before.revision() + 1,
                "one command took the revision from " + before.revision() + " to " + revision);
        require(broken, after.clusterTime() >= before.clusterTime(),
                "cluster time went back from " + before.clusterTime() + " to " + after.clusterTime());
        require(broken, before.clusterId().isEmpty() || before.clusterId().equals(after.clusterId()),
                "the cluster changed its id from " + before.clusterId() + " to " + after.clusterId());
        require(broken, revision > before.revision() || before.nodes().equals(after.nodes())
                && before.groups().equals(after.groups()) && before.operations().equals(after.operations()),
                "something changed without a new revision at " + revision);
        before.nodes().forEach((name, node) -> node(broken, after, name, node));
        after.groups().forEach((name, group) -> group(broken, before, after, name, group));
        before.operations().forEach((id, operation) -> operation(broken, after, id, operation));
        var oldest = before.operations().isEmpty() ? 0 : before.operations().lastKey();
        after.operations()
                .keySet()
                .stream()
                .filter(id -> !before.operations().containsKey(id))
                .forEach(id -> require(broken, id > oldest, "operation number " + id + " was used before"));
        return broken;
    }

    private static void node(List<String> broken, State after, NodeName name, Node was) {
        var is = after.node(name);
        require(broken, is.isPresent(), "node " + name + " vanished");
        is.ifPresent(node -> {
            long last = was.life().last();
            long next = node.life().last();
            require(broken, next == last || next == after.revision(),
                    "node " + name + " went from incarnation " + last + " to " + next + " at revision "
                            + after.revision());
            require(broken, next != last || !(was.life() instanceof Life.Down) || node.life() instanceof Life.Down,
                    "incarnation " + last + " of node " + name + " came back");
            require(broken, was.guard().equals(node.guard()) || node.guard().isPresent()
                    && node.guard().get().incarnation() == after.revision(),
                    "the guard of node " + name + " changed without a new acceptor incarnation");
        });
    }

    private static void group(List<String> broken, State before, State after, GroupName name, Group is) {
        var same = before.group(name).filter(was -> was.uid().equals(is.uid()));
        require(broken, same.isPresent() || is.versions().createRevision() == after.revision()
                && is.uid().equals(Long.toHexString(after.revision())),
                "group " + name + " appeared with a uid that is not of revision " + after.revision());
        var owned = same.flatMap(Group::owner);
        is.owner().ifPresent(now -> owner(broken, after, name, owned, now));
        same.ifPresent(was -> {
            require(broken, is.versions().generation() - was.versions().generation() <= 1
                    && is.versions().generation() >= was.versions().generation(),
                    "group " + name + " went from generation " + was.versions().generation() + " to "
                            + is.versions().generation());
            if (is.owner().isPresent() && was.owner().isPresent()
                    && is.owner().get().epoch() == was.owner().get().epoch()) {
                resources(broken, after, was, is);
            }
        });
    }

    /// An epoch ends at the owner's stop or with its life, and a new one is always the revision that began it: so it is
    /// greater than every one before, also after the group was deleted and created again.
    private static void owner(List<String> broken, State after, GroupName name, Optional<Owned> was,
            Owned is) {
        boolean stays = was.isPresent() && was.get().withIntent(is.intent()).equals(is);
        require(broken, stays || after.nodes().get(is.node()).schedule().paused().isEmpty(),
                "group " + name + " was given to " + is.node() + ", which is paused");
        require(broken, stays || is.epoch() == after.revision(),
                "group " + name + " has epoch " + is.epoch() + ", which did not begin at revision " + after.revision());
        require(broken, !stays || is.intent() instanceof Intent.Stop || was.get().intent() instanceof Intent.Run,
                "group " + name + " was to stop under epoch " + is.epoch() + " and is to run under it again");
    }

    private static void resources(List<String> broken, State after, Group was, Group is) {
        is.resources().forEach((name, now) -> {
            var then = was.resources().get(name);
            boolean restarted = then != null && now.restarts().size() > 0
                    && !now.restarts().equals(then.restarts())
                    && now.restarts().getLast() == after.clusterTime();
            require(broken, !restarted
                    || now.restarts().size() <= is.spec().resource(name).orElseThrow().policy().maxRestarts(),
                    "resource " + name + " of group " + is.name() + " was restarted " + now.restarts().size()
                            + " times, more than its budget");
        });
    }

    private static void operation(List<String> broken, State after, long id, Operation was) {
        after.operation(id).ifPresent(is -> {
            require(broken, was.isRunning() || is.equals(was), "operation " + id + " changed after it had ended");
            require(broken, is.about().equals(was.about()) && is.kind() == was.kind(),
                    "operation " + id + " became another one");
        });
        require(broken, after.operation(id).isPresent() || !was.isRunning()
                || after.operations().size() >= State.MAX_OPERATIONS,
                "operation " + id + " vanished while it ran");
    }

    private static void require(List<String> broken, boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }
}
