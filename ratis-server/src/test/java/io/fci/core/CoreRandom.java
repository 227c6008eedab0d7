package io.fci.core;

import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.log.Refusal;
import io.fci.core.state.Drain;
import io.fci.core.state.Event;
import io.fci.core.state.Failback;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Hold;
import io.fci.core.state.Holds;
import io.fci.core.state.Life;
import io.fci.core.state.Names;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.Ownership;
import io.fci.core.state.Requests;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceState;
import io.fci.core.state.Schedule;
import io.fci.core.state.State;
import io.fci.core.state.Takeover;
import io.fci.core.state.Teardown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/// Any value that the core's types allow, whether or not the rules would ever make it.
final class CoreRandom {
    private static final int FEW = 4;

    private final Random random;

    CoreRandom(Random random) {
        this.random = random;
    }

    State state() {
        return new State(maybe(this::text), natural(), natural(), number(), named(this::node, Node::name),
                named(this::group, Group::name), named(this::operation, Operation::id), requests(),
                events());
    }

    private SortedMap<Long, Event> events() {
        var events = new TreeMap<Long, Event>();
        some(this::event).forEach(event -> events.put(natural(), event));
        return events;
    }

    private Event event() {
        var facts = new TreeMap<String, String>();
        some(this::text).forEach(key -> facts.put(key, text()));
        return new Event(natural(), number(), natural(), of(Event.Severity.values()), text(), text(),
                maybe(this::nodeName), text(), maybeNatural(), facts);
    }

    Entry entry() {
        return new Entry(natural(), natural(), some(this::proposal));
    }

    Proposal proposal() {
        return new Proposal(maybe(() -> new Proposal.Request(text(), text())), text(), command());
    }

    Command command() {
        return switch (random.nextInt(26)) {
            case 13 -> new Command.ConfigureFencing(nodeName(), some(this::device), maybeNatural());
            case 14 -> new Command.FenceNode(nodeName(), maybeNatural(), text());
            case 15 -> new Command.FenceFailed(nodeName(), natural(), natural(), nodeName(), text());
            case 16 -> new Command.FenceTested(nodeName(), natural(), text(), nodeName(), maybe(this::text));
            case 17 -> new Command.ConfirmDown(nodeName(), natural(), text());
            case 0 -> new Command.ClusterInit(text(),
                    some(() -> new Command.ClusterInit.Member(nodeName(), addresses(), flag())));
            case 1 -> new Command.Barrier();
            case 22 -> new Command.ActOnResource(groupName(), resourceName(), of(Command.ActOnResource.Act.values()));
            case 18 -> new Command.TimePassed(new TreeSet<>(some(this::groupName)));
            case 23 -> new Command.Maintain(switch (random.nextInt(3)) {
                case 0 -> new Command.Maintain.Subject.OfNode(nodeName());
                case 1 -> new Command.Maintain.Subject.OfGroup(groupName());
                default -> new Command.Maintain.Subject.OfResource(groupName(), resourceName());
            }, maybe(this::terms));
            case 24 -> new Command.LockResource(groupName(), resourceName(), maybe(this::terms));
            case 21 -> new Command.ClearFailures(groupName(), maybe(this::resourceName));
            case 19 -> new Command.DrainNode(nodeName(), text(), maybe(this::nodeName), flag(), flag(),
                    1 + random.nextInt(100));
            case 20 -> new Command.ResumeNode(nodeName(), of(Command.ResumeNode.Back.values()));
            case 2 -> new Command.CreateGroup(groupName(), spec(), labels(), of(Group.Desired.values()));
            case 3 -> new Command.UpdateGroup(groupName(), spec(), labels(), maybeNatural(), flag(), flag());
            case 4 -> new Command.DeleteGroup(groupName(), maybeNatural(), flag());
            case 5 -> new Command.BringOnline(groupName(), maybe(this::nodeName), maybeNatural());
            case 6 -> new Command.TakeOffline(groupName(), maybeNatural());
            case 7 -> new Command.MoveGroup(groupName(), maybe(this::nodeName), maybe(this::nodeName), maybeNatural(),
                    flag());
            case 8 -> new Command.GuardUp(nodeName(), text(), natural(), text(), some(this::text), some(this::text),
                    maybe(this::teardown));
            case 9 -> new Command.NodeLost(nodeName(), natural(), evidence());
            case 10 -> new Command.ReportGuard(nodeName(), text(), maybe(this::text));
            case 11 -> new Command.Released(nodeName(), natural(), groupName(), natural(), some(
                    () -> new Command.StoppedResource(resourceName(), number(), natural())));
            case 12 -> new Command.ReportConcerns(nodeName(), natural(), some(this::text));
            default -> new Command.ReportResource(nodeName(), natural(), groupName(), natural(), resourceName(),
                    number(), report(), natural());
        };
    }

    Outcome outcome() {
        return flag()
                ? new Outcome.Accepted(natural(), maybe(this::groupName), maybeNatural())
                : new Outcome.Refused(new Refusal(of(Refusal.Reason.values()), text(), labels()));
    }

    private Command.Report report() {
        return switch (random.nextInt(4)) {
            case 0 -> new Command.Report.Online();
            case 1 -> new Command.Report.Stopped();
            case 2 -> new Command.Report.Stuck(text());
            default -> new Command.Report.Failed(text());
        };
    }

    private Evidence evidence() {
        if (random.nextInt(3) == 0) {
            return new Evidence.Fenced(nodeName(), natural(), some(this::text), natural());
        }
        if (flag()) {
            return new Evidence.Dead(text());
        }
        var acceptors = new TreeMap<NodeName, Long>();
        some(this::nodeName).forEach(n -> acceptors.put(n, natural()));
        return new Evidence.Attests(acceptors, natural());
    }

    private Node node() {
        return new Node(nodeName(), addresses(), flag(), life(),
                maybe(() -> new Node.Acceptor(text(), natural())), text(), some(this::text), some(this::text),
                maybe(this::text), flag() ? Fencing.NONE : fencing(), natural(), natural(), maybe(this::teardown),
                flag() ? new Schedule.Open(0, 0) : paused(), maybe(this::hold));
    }

    private Schedule paused() {
        return new Schedule.Paused(text(), text(), natural(), natural(), maybe(() -> new Drain(maybe(this::nodeName),
                flag(), number(), maybeNatural(), of(Drain.Status.values()), maybe(this::text),
                new TreeSet<>(some(this::groupName)))));
    }

    private Teardown teardown() {
        return new Teardown(natural(), text(), some(() -> new Teardown.Step(text(), natural())));
    }

    private Fencing fencing() {
        var tests = new TreeMap<String, Fencing.Test>();
        some(this::text).forEach(
                id -> tests.put(id, new Fencing.Test(nodeName(), maybe(this::text), natural(), natural())));
        return new Fencing(natural(), some(this::device), tests,
                maybe(() -> new Fencing.Job(natural(), number(), natural(),
                        maybe(() -> new Fencing.Assigned(nodeName(), number())), maybe(this::text), maybeNatural(),
                        natural(),
                        natural())));
    }

    private Fencing.Device device() {
        return new Fencing.Device(text(), text(), labels(), some(this::nodeName), natural(), number(), flag());
    }

    private Life life() {
        return switch (random.nextInt(3)) {
            case 0 -> new Life.Never();
            case 1 -> new Life.Up(natural());
            default -> new Life.Down(natural(), text());
        };
    }

    private Group group() {
        var resources = new TreeMap<ResourceName, ResourceState>();
        some(this::resourceName).forEach(r -> resources.put(r, resourceState()));
        return new Group(groupName(), text(),
                new Group.Versions(natural(), natural(), natural(), natural(), natural(), text()), spec(), labels(),
                of(Group.Desired.values()), ownership(), maybe(this::nodeName), resources, some(this::natural),
                maybeNatural(), new TreeSet<>(some(this::resourceName)),
                flag() ? Holds.NONE : new Holds(maybe(this::hold), holds(), holds()), former());
    }

    private Command.Terms terms() {
        return new Command.Terms(text(), maybeNatural());
    }

    private SortedMap<ResourceName, ResourceSpec> former() {
        var former = new TreeMap<ResourceName, ResourceSpec>();
        if (flag()) {
            some(this::resource).forEach(r -> former.put(r.name(), r));
        }
        return former;
    }

    private Hold hold() {
        return new Hold(text(), text(), natural(), natural(), maybeNatural());
    }

    private SortedMap<ResourceName, Hold> holds() {
        var holds = new TreeMap<ResourceName, Hold>();
        some(this::resourceName).forEach(r -> holds.put(r, hold()));
        return holds;
    }

    private ResourceState resourceState() {
        return new ResourceState(of(ResourceState.Phase.values()), number(), flag(), some(this::natural),
                maybe(this::text), natural(), natural(), flag());
    }

    private Ownership ownership() {
        if (random.nextInt(3) == 0) {
            return new Ownership.Waiting(nodeName(), natural(), of(Takeover.values()), next(), natural(), natural());
        }
        return flag()
                ? new Ownership.Unowned(maybe(this::text))
                : new Ownership.Owned(nodeName(), natural(), natural(),
                        flag() ? new Ownership.Intent.Run() : new Ownership.Intent.Stop(next()));
    }

    private Ownership.Next next() {
        return switch (random.nextInt(3)) {
            case 0 -> new Ownership.Next.GoOffline();
            case 1 -> new Ownership.Next.Assign(maybe(this::nodeName), maybe(this::nodeName));
            default -> new Ownership.Next.Delete();
        };
    }

    private Operation operation() {
        return new Operation(natural(), of(Operation.Kind.values()),
                flag() ? new Operation.About.OfGroup(groupName()) : new Operation.About.OfNode(nodeName()),
                of(Operation.Cause.values()), text(),
                text(), maybe(this::nodeName), maybe(this::nodeName), progress(), some(this::step), natural(),
                natural(), natural(), maybeNatural(), maybeNatural());
    }

    private Operation.Progress progress() {
        return switch (random.nextInt(4)) {
            case 0 -> new Operation.Progress.Running();
            case 1 -> new Operation.Progress.Succeeded();
            case 2 -> new Operation.Progress.Failed(text());
            default -> new Operation.Progress.Superseded(natural());
        };
    }

    private Operation.Step step() {
        return new Operation.Step(of(Operation.Action.values()), text(), maybe(this::nodeName), natural(), natural(),
                maybe(this::text));
    }

    private Requests requests() {
        var buckets = new TreeMap<Integer, SortedMap<String, Requests.Answer>>();
        some(this::number).forEach(bucket -> {
            var answers = new TreeMap<String, Requests.Answer>();
            some(this::text).forEach(id -> answers.put(id,
                    new Requests.Answer(text(), natural(), maybe(this::groupName), maybeNatural())));
            buckets.put(bucket, answers);
        });
        return new Requests(buckets);
    }

    private GroupSpec spec() {
        return new GroupSpec(some(this::nodeName), some(this::nodeName),
                new GroupSpec.FailoverPolicy(flag() ? OptionalInt.of(number()) : OptionalInt.empty(), natural()),
                some(this::resource), text(), of(Takeover.values()), failback(),
                new GroupSpec.Apart(some(this::text), flag()), number());
    }

    private Failback failback() {
        return new Failback(of(Failback.Mode.values()), maybe(() -> new Failback.Window(number(), number(), text())),
                natural());
    }

    private ResourceSpec resource() {
        return new ResourceSpec(resourceName(), some(() -> new ResourceSpec.AnyOf(some(this::resourceName))),
                new ResourcePolicy(of(ResourcePolicy.OnFailure.values()), number(), natural(), natural(), natural(),
                        natural(), natural(), maybeNatural()),
                kind());
    }

    private ResourceKind kind() {
        return switch (random.nextInt(4)) {
            case 0 -> new ResourceKind.IpAddress(text(), number(), maybe(this::text), announce(), flag());
            case 1 -> new ResourceKind.Ipv6Address(text(), number(), maybe(this::text), announce(), flag());
            case 2 -> new ResourceKind.NetworkName(text(), number());
            default -> new ResourceKind.Process(some(this::text), labels(), maybe(this::text), maybe(this::text),
                    number());
        };
    }

    private ResourceKind.Announce announce() {
        return new ResourceKind.Announce(number(), number());
    }

    private Node.Addresses addresses() {
        return new Node.Addresses(text(), text(), text());
    }

    private SortedMap<String, String> labels() {
        var labels = new TreeMap<String, String>();
        some(this::text).forEach(key -> labels.put(key, text()));
        return labels;
    }

    private NodeName nodeName() {
        return new NodeName(label());
    }

    private GroupName groupName() {
        return new GroupName(label());
    }

    private ResourceName resourceName() {
        return new ResourceName(label());
    }

    private String label() {
        var text = new StringBuilder().append((char) ('a' + random.nextInt(26)));
        int length = random.nextInt(random.nextInt(20) == 0 ? Names.MAX_LABEL : 5);
        for (int i = 0; i < length; i++) {
            text.append("abcxyz0189-".charAt(random.nextInt(i == length - 1 ? 10 : 11)));
        }
        return text.toString();
    }

    /// Whole characters only: half of a surrogate pair is no text.
    private String text() {
        int length = random.nextInt(6);
        return random.ints(0, 0x11000)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .limit(length)
                .mapToObj(Character::toString)
                .reduce("", String::concat);
    }

    private long natural() {
        return random.nextBoolean() ? random.nextInt(3) : random.nextLong() & Long.MAX_VALUE;
    }

    private int number() {
        return random.nextBoolean() ? random.nextInt(3) : random.nextInt() & Integer.MAX_VALUE;
    }

    private boolean flag() {
        return random.nextBoolean();
    }

    private OptionalLong maybeNatural() {
        return flag() ? OptionalLong.of(natural()) : OptionalLong.empty();
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return flag() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> List<T> some(Supplier<T> value) {
        var list = new ArrayList<T>();
        for (int n = random.nextInt(FEW); n > 0; n--) {
            list.add(value.get());
        }
        return list;
    }

    private <K extends Comparable<K>, V> SortedMap<K, V> named(Supplier<V> value, Function<V, K> key) {
        var map = new TreeMap<K, V>();
        some(value).forEach(v -> map.put(key.apply(v), v));
        return map;
    }

    @SafeVarargs
    private <T> T of(T... values) {
        return values[random.nextInt(values.length)];
    }
}
