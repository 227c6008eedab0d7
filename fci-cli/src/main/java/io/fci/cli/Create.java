package io.fci.cli;

import io.fci.client.FailoverInstance;
import io.fci.client.Groups;
import io.fci.v1.FailbackPolicy;
import io.fci.v1.Group;
import io.fci.v1.GroupStatus;
import io.fci.v1.Process;
import io.fci.v1.SafetyPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci create`: the classic instance in one step, from its addresses to what clients use.
@Command(name = "create", description = "Creates a failover cluster instance and brings it online.", mixinStandardHelpOptions = true, footer = {
        "",
        "  fci create orders --ip 10.77.0.50/24 --name orders.fci.test --process '/usr/bin/python3 -m http.server 8080'"})
final class Create implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(paramLabel = "NAME", description = "Name of the group.")
    private String name;

    @Option(names = {"--ip",
            "--ip6"}, paramLabel = "ADDRESS/LEN", description = "An address with the length of its network; may be given again.")
    private List<String> addresses = new ArrayList<>();

    @Option(names = "--name", paramLabel = "FQDN", description = "Network name: under it clients reach the instance wherever it runs.")
    private String networkName;

    @Option(names = "--process", paramLabel = "'COMMAND'", description = "A command to keep running, split into words as a shell does (but not run by one); may be given again.")
    private List<String> processes = new ArrayList<>();

    @Option(names = "--user", paramLabel = "USER", defaultValue = "", description = "User the processes run as. Default: root.")
    private String user;

    @Option(names = "--env", paramLabel = "KEY=VALUE", description = "Environment of the processes; may be given again.")
    private Map<String, String> environment = new TreeMap<>();

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "", description = "Working directory of the processes.")
    private String directory;

    @Option(names = "--possible", paramLabel = "NODE", split = ",", description = "Nodes it may run on, with commas between. Default: all.")
    private List<String> possible = new ArrayList<>();

    @Option(names = "--preferred", paramLabel = "NODE", split = ",", description = "Nodes in order of preference.")
    private List<String> preferred = new ArrayList<>();

    @Option(names = "--description", paramLabel = "TEXT", defaultValue = "", description = "What it is, for people.")
    private String description;

    @Option(names = "--takeover", paramLabel = "POLICY", defaultValue = "lease", converter = Takeovers.class, description = "What has to be known of a lost owner before another node takes over: lease, lease-and-fence or manual. Default: ${DEFAULT-VALUE}.")
    private SafetyPolicy.Takeover takeover;

    @Option(names = "--failback", paramLabel = "WHEN", defaultValue = "never", converter = Failbacks.class, description = "When it goes back to a preferred node that is back: never, immediate, or in a window of the day as HH:MM-HH:MM[@ZONE]. Default: ${DEFAULT-VALUE}.")
    private FailbackPolicy failback;

    @Option(names = "--apart", paramLabel = "KEY", split = ",", description = "Never on a node that runs another group with one of these keys, with commas between.")
    private List<String> apart = new ArrayList<>();

    @Option(names = "--soft-apart", description = "With --apart: where there is no other node, all the same.")
    private boolean soft;

    @Option(names = "--priority", paramLabel = "N", defaultValue = "500", description = "Who is placed first when several groups have to be: 0 to 1000. Default: ${DEFAULT-VALUE}.")
    private int priority;

    @Option(names = "--offline", description = "Create it, but do not start it.")
    private boolean offline;

    Create(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var group = group();
        try (var client = connection.open()) {
            var committed = client.groups()
                    .create(group, r -> r.setRequestId(waiting.requestId()).setValidateOnly(waiting.dryRun()));
            committed.operation().ifPresent(handle -> waiting.follow(handle, terminal, output.format()));
            show(waiting.dryRun() ? committed.group() : latest(client.groups(), committed));
        }
        return ExitCode.OK.number();
    }

    private Group group() {
        var instance = FailoverInstance.named(name)
                .possibleNodes(possible)
                .preferredNodes(preferred)
                .description(description)
                .takeover(takeover)
                .failback(failback)
                .apart(apart, soft)
                .priority(priority);
        addresses.forEach(instance::address);
        if (networkName != null) {
            instance.networkName(networkName);
        }
        for (var process : processes) {
            instance.process(Process.newBuilder()
                    .addAllCommand(ShellWords.split(process))
                    .setUser(user)
                    .putAllEnvironment(environment)
                    .setWorkingDirectory(directory)
                    .build());
        }
        if (offline) {
            instance.offline();
        }
        return instance.toGroup();
    }

    /// What is stored is known; where it runs by now is worth a look.
    private static Group latest(Groups groups, Groups.Committed committed) {
        return committed.operation().isPresent() ? groups.get(committed.group().getName()) : committed.group();
    }

    private void show(Group group) {
        switch (output.format()) {
            case JSON -> terminal.line(Json.text(group));
            case NAME -> terminal.line(ShortNames.of(group.getName()));
            case TABLE -> terminal.line(sentence(group));
        }
    }

    private String sentence(Group group) {
        var shown = ShortNames.of(group.getName());
        if (waiting.dryRun()) {
            return shown + " can be created. Nothing was changed.";
        }
        var reach = group.getStatus().hasInstance()
                ? ": " + group.getStatus().getInstance().getNetworkName() + " ("
                        + String.join(", ", group.getStatus().getInstance().getAddressesList()) + ")"
                : "";
        return group.getStatus().getState() == GroupStatus.State.STATE_ONLINE
                ? terminal.mark(true) + shown + " is online on " + ShortNames.of(group.getStatus().getOwner()) + reach
                : shown + " is created, " + Words.of(group.getStatus().getState()) + reach;
    }
}
