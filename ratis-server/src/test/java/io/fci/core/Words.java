package io.fci.core;

import io.fci.core.state.Failback;
import io.fci.core.state.Fencing;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.GroupSpec.Apart;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceSpec.AnyOf;
import io.fci.core.state.Takeover;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// How scenarios are written: words, values in quotes, and the short form of a group's resources.
final class Words {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private Words() {}

    /// One line, read word by word.
    static final class Line {
        private final List<String> words;
        private int at;

        private Line(List<String> words) {
            this.words = words;
        }

        boolean hasMore() {
            return at < words.size();
        }

        String word() {
            if (!hasMore()) {
                throw new IllegalArgumentException("a word is missing at the end");
            }
            return words.get(at++);
        }

        /// Reads the word if it comes next.
        boolean next(String word) {
            boolean there = hasMore() && words.get(at).equals(word);
            at += there ? 1 : 0;
            return there;
        }

        /// All that is left.
        List<String> words() {
            var left = words.subList(at, words.size());
            at = words.size();
            return left;
        }

        String rest() {
            return String.join(" ", words.subList(at, words.size()));
        }

        Optional<NodeName> node() {
            return hasMore() ? Optional.of(new NodeName(word())) : Optional.empty();
        }

        void end() {
            if (hasMore()) {
                throw new IllegalArgumentException("what is '" + rest() + "'?");
            }
        }
    }

    static Line of(String text) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return new Line(words);
    }

    /// "20ms", "5s", "15min", "6h".
    static long millis(String text) {
        var unit = text.replaceAll("[0-9]", "");
        long number = Long.parseLong(text.substring(0, text.length() - unit.length()));
        return number * switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "min" -> 60_000;
            case "h" -> 3_600_000;
            default -> throw new IllegalArgumentException("no unit of time: " + text);
        };
    }

    /// [takeover fence|manual] [owners a b] [preferred a] [failovers 1] [failback now] [apart KEY [soft]] [priority N] resources ip=10.77.0.50/24 name=sql.fci.test<-ip app<-name
    /// [policy app restarts 2] ...
    static GroupSpec spec(Line line) {
        var takeover = line.next("takeover") ? takeover(line.word()) : Takeover.LEASE;
        var owners = list(line, "owners");
        var preferred = list(line, "preferred");
        var max = line.next("failovers") ? OptionalInt.of(Integer.parseInt(line.word())) : OptionalInt.empty();
        var failback = line.next("failback") ? failback(line) : Failback.NEVER;
        var apart = line.next("apart") ? new GroupSpec.Apart(List.of(line.word()), line.next("soft")) : Apart.NONE;
        int priority = line.next("priority") ? Integer.parseInt(line.word()) : GroupSpec.DEFAULT_PRIORITY;
        var resources = new TreeMap<ResourceName, ResourceSpec>();
        if (!line.next("resources")) {
            throw new IllegalArgumentException("a group needs the word 'resources'");
        }
        var order = new ArrayList<ResourceName>();
        while (line.hasMore() && !keyword(line)) {
            var resource = resource(line.word());
            order.add(resource.name());
            resources.put(resource.name(), resource);
        }
        while (line.next("policy")) {
            var old = resources.get(new ResourceName(line.word()));
            resources.put(old.name(), new ResourceSpec(old.name(), old.dependsOn(), policy(line), old.kind()));
        }
        return new GroupSpec(owners, preferred,
                new GroupSpec.FailoverPolicy(max, GroupSpec.FailoverPolicy.DEFAULT.periodMillis()),
                order.stream().map(resources::get).toList(), "", takeover, failback, apart, priority);
    }

    /// "now", "after 5min", or a window: "22:00-04:00" of UTC; the scenario says when it is open.
    private static Failback failback(Line line) {
        var word = line.word();
        if (word.equals("now")) {
            return new Failback(Failback.Mode.IMMEDIATE, Optional.empty(), 0);
        }
        if (word.equals("after")) {
            return new Failback(Failback.Mode.IMMEDIATE, Optional.empty(), millis(line.word()));
        }
        var times = word.split("[:-]");
        return new Failback(Failback.Mode.IN_WINDOW, Optional.of(new Failback.Window(
                Integer.parseInt(times[0]) * 60 + Integer.parseInt(times[1]),
                Integer.parseInt(times[2]) * 60 + Integer.parseInt(times[3]), "UTC")), 0);
    }

    private static Takeover takeover(String word) {
        return switch (word) {
            case "fence" -> Takeover.LEASE_AND_FENCE;
            case "manual" -> Takeover.MANUAL;
            default -> throw new IllegalArgumentException("a takeover is fence or manual, not " + word);
        };
    }

    /// ID AGENT [on NODE] ID AGENT ...: devices, each a level of its own.
    static List<Fencing.Device> devices(Line line) {
        var devices = new ArrayList<Fencing.Device>();
        while (line.hasMore()) {
            var id = line.word();
            var agent = line.word();
            var runOn = line.next("on") ? List.of(new NodeName(line.word())) : List.<NodeName>of();
            devices.add(new Fencing.Device(id, agent, new TreeMap<>(), runOn, 60_000, devices.size() + 1, false));
        }
        return devices;
    }

    private static boolean keyword(Line line) {
        return List.of("policy", "offline", "disrupt", "defer").contains(line.words.get(line.at));
    }

    private static List<NodeName> list(Line line, String name) {
        var nodes = new ArrayList<NodeName>();
        if (line.next(name)) {
            while (!List.of("owners", "preferred", "failovers", "failback", "apart", "priority", "resources")
                    .contains(line.words.get(line.at))) {
                nodes.add(new NodeName(line.word()));
            }
        }
        return nodes;
    }

    private static ResourcePolicy policy(Line line) {
        var d = ResourcePolicy.DEFAULT;
        var onFailure = line.next("restart_only")
                ? ResourcePolicy.OnFailure.RESTART_ONLY
                : line.next("fail_over") ? ResourcePolicy.OnFailure.FAIL_OVER : d.onFailure();
        onFailure = line.next("stay_failed") ? ResourcePolicy.OnFailure.STAY_FAILED : onFailure;
        int restarts = line.next("restarts") ? Integer.parseInt(line.word()) : d.maxRestarts();
        return new ResourcePolicy(onFailure, restarts, d.periodMillis(), d.restartDelayMillis(),
                d.checkIntervalMillis(), d.startTimeoutMillis(), d.stopTimeoutMillis(), retry(line));
    }

    private static OptionalLong retry(Line line) {
        if (!line.next("retry")) {
            return ResourcePolicy.DEFAULT.retryMillis();
        }
        var word = line.word();
        return word.equals("never") ? OptionalLong.empty() : OptionalLong.of(millis(word));
    }

    /// ip=ADDRESS/LENGTH, name=FQDN<-ip, app<-name,disk|mirror: a comma is an AND, a bar an OR. Without a value: a process.
    private static ResourceSpec resource(String text) {
        var sides = text.split("<-", 2);
        var dependsOn = new ArrayList<AnyOf>();
        if (sides.length == 2) {
            for (var clause : sides[1].split(",")) {
                dependsOn.add(new AnyOf(Arrays.stream(clause.split("\\|")).map(ResourceName::new).toList()));
            }
        }
        var parts = sides[0].split("=", 2);
        return new ResourceSpec(new ResourceName(parts[0]), dependsOn, ResourcePolicy.DEFAULT,
                parts.length == 1 ? process(parts[0]) : published(parts[1]));
    }

    private static ResourceKind process(String name) {
        return new ResourceKind.Process(List.of("/usr/bin/" + name), new TreeMap<>(), Optional.empty(),
                Optional.empty(), ResourceKind.Process.SIGTERM);
    }

    private static ResourceKind published(String value) {
        int slash = value.indexOf('/');
        return slash < 0
                ? new ResourceKind.NetworkName(value, 5)
                : new ResourceKind.IpAddress(value.substring(0, slash), Integer.parseInt(value.substring(slash + 1)),
                        Optional.empty(), ResourceKind.Announce.DEFAULT, true);
    }
}
