package io.fci.core.log;

import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceName;
import io.fci.core.state.Sorted;
import io.fci.core.state.Teardown;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;

/// What may be asked of the state. Every command is either applied as a whole or refused with a reason.
public sealed interface Command {
    /// The first entry of a log: who the cluster is. Before it nothing else is accepted.
    record ClusterInit(String clusterId, List<Member> members) implements Command {
        public ClusterInit {
            members = List.copyOf(members);
        }

        public record Member(NodeName name, Node.Addresses addresses, boolean voter) {}
    }

    /// Changes nothing. Whoever sees it applied has seen everything acknowledged before it was proposed.
    record Barrier() implements Command {}

    /// What was to happen by now happens: proposed by the leader when [io.fci.core.view.Deadlines] says that something is
    /// due. Nothing else makes the cluster act by time alone; too early, it does nothing.
    ///
    /// @param windows groups whose window for going back is open by the leader's clock and time zones: what the time of
    ///        day is somewhere is no fact that replicas can compute alike
    record TimePassed(SortedSet<GroupName> windows) implements Command {
        public TimePassed {
            windows = Sorted.copyOf(windows);
        }
    }

    record CreateGroup(GroupName group, GroupSpec spec, SortedMap<String, String> labels, Group.Desired desired)
            implements
                Command {
        public CreateGroup {
            labels = Sorted.copyOf(labels);
        }
    }

    /// @param generation if present, must be the group's present one
    /// @param allowDisruption permits a change that restarts what is online
    /// @param defer what would restart something takes effect when it is started next
    record UpdateGroup(GroupName group, GroupSpec spec, SortedMap<String, String> labels, OptionalLong generation,
            boolean allowDisruption, boolean defer) implements Command {
        public UpdateGroup {
            labels = Sorted.copyOf(labels);
        }
    }

    /// @param force take it offline first
    record DeleteGroup(GroupName group, OptionalLong generation, boolean force) implements Command {}

    /// @param node where; empty: the cluster decides
    record BringOnline(GroupName group, Optional<NodeName> node, OptionalLong generation) implements Command {}

    record TakeOffline(GroupName group, OptionalLong generation) implements Command {}

    /// @param node where; empty: the best other node
    /// @param expectedOwner refused when somebody else owns it by now
    /// @param preempt replace a running operation instead of being refused
    record MoveGroup(GroupName group, Optional<NodeName> node, Optional<NodeName> expectedOwner,
            OptionalLong generation,
            boolean preempt) implements Command {}

    /// A guard asks for a new life. It has terminated everything left over before, so this is also evidence that the
    /// previous incarnation is over; compare-and-set on that one, so that a delayed duplicate fails.
    ///
    /// @param teardown how it terminated the last one, where it knows
    record GuardUp(NodeName node, String guardUuid, long previousIncarnation, String profile, List<String> concerns,
            List<String> networks, Optional<Teardown> teardown) implements Command {
        public GuardUp {
            concerns = List.copyOf(concerns);
            networks = List.copyOf(networks);
        }

        /// Of a guard that had nothing to terminate.
        public GuardUp(NodeName node, String guardUuid, long previousIncarnation, String profile,
                List<String> concerns, List<String> networks) {
            this(node, guardUuid, previousIncarnation, profile, concerns, networks, Optional.empty());
        }
    }

    /// A node's daemon says whether its guard speaks.
    ///
    /// @param guardUuid the guard it means: a word about an earlier one is outdated
    /// @param quiet since when it does not, in words; empty: it speaks
    record ReportGuard(NodeName node, String guardUuid, Optional<String> quiet) implements Command {}

    /// Something is done to one resource of a group that is wanted online; the group goes nowhere because of it.
    record ActOnResource(GroupName group, ResourceName resource, Act act) implements Command {
        public enum Act {
            /// Stopped, with what needs it, and kept so until it or the group is brought online.
            OFFLINE,
            /// Started again, with what it needs and what an operator kept offline of that.
            ONLINE,
            /// Stopped and started, with what needs it.
            RESTART,
            /// Taken for failed, to try the failure policy.
            FAIL
        }
    }

    /// What failed before is mended: budgets are full again, and what was given up is tried again.
    ///
    /// @param resource only this one; empty: all, and the group's failovers
    record ClearFailures(GroupName group, Optional<ResourceName> resource) implements Command {}

    /// Health is not looked at while it lasts: what ends or answers wrongly stays as it is. Starts, stops and the loss of a node
    /// go on as ever.
    ///
    /// @param terms empty: it is over
    record Maintain(Subject subject, Optional<Terms> terms) implements Command {
        public sealed interface Subject {
            /// Everything that runs there.
            record OfNode(NodeName node) implements Subject {}

            record OfGroup(GroupName group) implements Subject {}

            record OfResource(GroupName group, ResourceName resource) implements Subject {}
        }
    }

    /// Nobody may start, stop, move, change or delete it or its group while that lasts, as during a backup.
    ///
    /// @param terms empty: it is over
    record LockResource(GroupName group, ResourceName resource, Optional<Terms> terms) implements Command {}

    /// @param millis after which it ends by itself; empty: never
    record Terms(String reason, OptionalLong millis) {}

    /// A node takes no groups from now on, and gives away what it has.
    ///
    /// @param reason why; shown wherever the node is
    /// @param target where its groups go; empty: each where it goes best
    /// @param keepGroups only take no more: what it owns stays
    /// @param force stop what has nowhere to go
    /// @param maxParallel how many groups move at once
    record DrainNode(NodeName node, String reason, Optional<NodeName> target, boolean keepGroups, boolean force,
            int maxParallel) implements Command {}

    /// It takes groups again.
    record ResumeNode(NodeName node, Back back) implements Command {
        /// What becomes of the groups that the drain sent away.
        public enum Back {
            /// They stay where they are.
            STAY,
            /// They come back at once, whatever their failback policy says.
            RETURN
        }
    }

    /// What is worse with an incarnation of a node than it should be, instead of what was said before.
    record ReportConcerns(NodeName node, long incarnation, List<String> concerns) implements Command {
        public ReportConcerns {
            concerns = List.copyOf(concerns);
        }
    }

    /// That incarnation is over: nothing of it runs and none of it ever will.
    record NodeLost(NodeName node, long incarnation, Evidence evidence) implements Command {}

    /// The owner has stopped the group, verified it in the kernel and will never run this epoch again.
    ///
    /// @param stopped what it has not reported yet of the resources that it stopped, in that order
    record Released(NodeName node, long incarnation, GroupName group, long epoch, List<StoppedResource> stopped)
            implements
                Command {
        public Released {
            stopped = List.copyOf(stopped);
        }

        public Released(NodeName node, long incarnation, GroupName group, long epoch) {
            this(node, incarnation, group, epoch, List.of());
        }
    }

    /// The same as a report of [Report.Stopped].
    record StoppedResource(ResourceName resource, int attempt, long elapsedMillis) {}

    /// Replaces the devices that can turn a node off.
    ///
    /// @param generation if present, must be the present one of the node's fencing
    record ConfigureFencing(NodeName node, List<Fencing.Device> devices, OptionalLong generation) implements Command {
        public ConfigureFencing {
            devices = List.copyOf(devices);
        }
    }

    /// Turn a node off through its devices, whatever it runs.
    ///
    /// @param incarnation if present, must be the node's present or last one
    record FenceNode(NodeName node, OptionalLong incarnation, String comment) implements Command {}

    /// An attempt to turn a node off did not end with a confirmation.
    ///
    /// @param order of that attempt
    record FenceFailed(NodeName node, long incarnation, long order, NodeName by, String why) implements Command {}

    /// A device was asked whether it would work.
    ///
    /// @param failure empty: it would
    record FenceTested(NodeName node, long generation, String device, NodeName by, Optional<String> failure)
            implements
                Command {}

    /// A person looked and says that the machine is off.
    ///
    /// @param incarnation the life that was looked at: a later one is not confirmed by it
    /// @param comment how it was checked
    record ConfirmDown(NodeName node, long incarnation, String comment) implements Command {}

    /// @param elapsedMillis how long the reported step took on the node
    record ReportResource(NodeName node, long incarnation, GroupName group, long epoch, ResourceName resource,
            int attempt,
            Report report, long elapsedMillis) implements Command {}

    /// What an owner says about a resource.
    sealed interface Report {
        record Online() implements Report {}

        record Stopped() implements Report {}

        record Failed(String why) implements Report {}

        /// It was to stop and did not, although it was ended by force; that is tried again.
        record Stuck(String why) implements Report {}
    }
}
