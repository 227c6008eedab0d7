package io.fci.core.state;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/// How a node can be turned off from outside, and how far that is.
///
/// @param generation grows by one with every change of the devices
/// @param devices in the order of their levels
/// @param tests what the last test of each device said, by its id
/// @param job the turning off that is under way
public record Fencing(long generation, List<Device> devices, SortedMap<String, Test> tests, Optional<Job> job) {
    public static final Fencing NONE = new Fencing(0, List.of(), Sorted.empty(), Optional.empty());

    public Fencing {
        devices = List.copyOf(devices);
        tests = Sorted.copyOf(tests);
    }

    /// @param agent name of a program that speaks the fence agents' protocol, "fence_ipmilan"
    /// @param parameters given to the agent as they are; "file:/path" stands for the first line of a file on the node that
    ///        runs it
    /// @param runOn nodes that may run the agent; empty: every node but the one to be turned off
    /// @param timeoutMillis for one run of the agent
    /// @param level lower ones are tried first; all devices of one level have to confirm
    /// @param powerOn turn the node on again once it was confirmed off
    public record Device(String id, String agent, SortedMap<String, String> parameters, List<NodeName> runOn,
            long timeoutMillis, int level, boolean powerOn) {
        public Device {
            parameters = Sorted.copyOf(parameters);
            runOn = List.copyOf(runOn);
        }

        public boolean mayBeRunBy(NodeName node, NodeName target) {
            return !node.equals(target) && (runOn.isEmpty() || runOn.contains(node));
        }
    }

    /// @param failure empty: the device answered as it should
    /// @param since cluster time at which the result became this one
    public record Test(NodeName by, Optional<String> failure, long since, long sinceWall) {}

    /// @param incarnation the life that is to be proved over
    /// @param attempt counts up from 1
    /// @param order the revision at which this attempt was given out; evidence names it, so that what belongs to another
    ///        attempt, or to other devices, counts for nothing
    /// @param assigned who does it; empty: nobody can at the moment
    /// @param failure of the attempt before
    /// @param operation of the person who asked for it; empty: groups wait for it
    /// @param since cluster time at which this attempt began
    public record Job(long incarnation, int attempt, long order, Optional<Assigned> assigned, Optional<String> failure,
            OptionalLong operation, long since, long sinceWall) {}

    /// @param level whose devices are used
    public record Assigned(NodeName executor, int level) {}

    public List<Integer> levels() {
        return devices.stream().map(Device::level).distinct().sorted().toList();
    }

    public List<Device> level(int level) {
        return devices.stream().filter(d -> d.level() == level).toList();
    }

    public Fencing withJob(Optional<Job> next) {
        return new Fencing(generation, devices, tests, next);
    }

    public Fencing withTests(SortedMap<String, Test> next) {
        return new Fencing(generation, devices, next, job);
    }
}
