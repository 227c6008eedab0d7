package io.fci.sim;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Proposal;
import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.State;
import io.fci.core.view.Waits;
import io.fci.guard.wire.Standing;
import java.util.List;
import java.util.Optional;

/// Follows the rules of `io.fci.monitor.NodeLife`: one thread, which waits while it asks.
final class LifeTwin {
    private static final String THREAD = "node-life";
    private static final long AGAIN = 200 * Timeline.MILLI;

    private final World world;
    private final Host host;
    private final DaemonTwin daemon;
    private Optional<String> guard = Optional.empty();
    private long adopted;
    private long over;
    private long unsure;
    private boolean clean;
    private Optional<Boolean> reach = Optional.empty();
    private boolean ready;
    private boolean saying;
    private boolean asking;
    private List<Standing> told = List.of();

    LifeTwin(World world, Host host, DaemonTwin daemon) {
        this.world = world;
        this.host = host;
        this.daemon = daemon;
        daemon.replica.follow(_ -> news(() -> {}));
    }

    private void news(Runnable take) {
        daemon.alive.now(THREAD, () -> {
            waiting.add(take);
            work();
        });
    }

    private final java.util.ArrayDeque<Runnable> waiting = new java.util.ArrayDeque<>();

    private void work() {
        if (asking) {
            return;
        }
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
        step();
    }

    void ready() {
        news(() -> ready = true);
    }

    void welcome(String uuid) {
        news(() -> {
            forget();
            guard = Optional.of(uuid);
            clean = true;
            reach = Optional.empty();
        });
    }

    void leaseLost(long k) {
        news(() -> {
            ended(k);
            clean = false;
            reach = Optional.empty();
        });
    }

    void tornDown(long k) {
        news(() -> {
            ended(k);
            clean = true;
        });
    }

    void reach(boolean majority) {
        news(() -> reach = Optional.of(majority));
    }

    void disconnected() {
        news(() -> {
            forget();
            guard = Optional.empty();
            clean = false;
        });
    }

    private void ended(long k) {
        over = Math.max(over, k);
        if (adopted <= over) {
            adopted = 0;
        }
    }

    private void forget() {
        over = Math.max(over, Math.max(adopted, unsure));
        adopted = 0;
        told = List.of();
    }

    private void step() {
        var state = daemon.replica.state();
        var node = state.nodes().get(host.name);
        if (!ready || guard.isEmpty() || node == null) {
            return;
        }
        if (adopted != 0) {
            tellView(state);
        } else if (clean) {
            if (!world.keeps(Rule.A_NEW_LIFE_WAITS_FOR_THE_LAST)) {
                daemon.replica.propose(Proposal.of(guardUp(node)), _ -> {});
            }
            if (unsure > over) {
                adopt(state, node, unsure);
            } else if (node.life() instanceof Life.Up(var k) && k > over && isOurs(node)) {
                adopt(state, node, k);
            } else if (reach.isPresent()) {
                if (reach.get()) {
                    ask(node);
                } else {
                    takeNothing(node);
                }
            }
        }
    }

    private void takeNothing(Node node) {
        boolean awaited = world.keeps(Rule.WHO_IS_AWAITED_SAYS_THAT_IT_IS_OVER)
                && Waits.isAwaited(daemon.replica.state(), node);
        if ((node.isUp() || awaited) && !saying) {
            saying = true;
            var command = new Command.NodeLost(host.name, node.life().last(), new Evidence.Dead("nobody answers it"));
            daemon.replica.propose(Proposal.of(command), _ -> daemon.alive.after(THREAD, AGAIN, () -> {
                saying = false;
                work();
            }));
        }
    }

    private boolean isOurs(Node node) {
        return node.guard().map(g -> g.guardUuid().equals(guard.orElseThrow())).orElse(false);
    }

    private void adopt(State state, Node node, long k) {
        var view = view(state);
        long acceptor = node.guard().orElseThrow().incarnation();
        asking = true;
        var line = daemon.line();
        var uuid = guard.orElseThrow();
        var answer = new Adoption(k, view);
        if (line.isEmpty()) {
            answer.run();
            return;
        }
        daemon.awaiting(answer);
        var to = line.get();
        to.toGuard(() -> to.guard.adopt(to, uuid, k, acceptor, view,
                yes -> daemon.alive.now(THREAD, () -> answer.decided(yes))));
    }

    /// The guard's answer; when the line ends before, nobody knows.
    private final class Adoption implements Runnable {
        private final long k;
        private final List<Standing> view;
        private boolean over;

        Adoption(long k, List<Standing> view) {
            this.k = k;
            this.view = view;
        }

        @Override
        public void run() {
            end(() -> unsure = k);
        }

        void decided(boolean yes) {
            daemon.answered(this);
            end(() -> {
                if (yes) {
                    adopted = k;
                    unsure = 0;
                    told = view;
                } else if (unsure == k) {
                    adopted = k;
                } else {
                    LifeTwin.this.over = Math.max(LifeTwin.this.over, k);
                }
            });
        }

        private void end(Runnable what) {
            if (!over) {
                over = true;
                asking = false;
                what.run();
                daemon.alive.after(THREAD, adopted == 0 ? AGAIN : 0, LifeTwin.this::work);
            }
        }
    }

    private void ask(Node node) {
        asking = true;
        daemon.replica.propose(Proposal.of(guardUp(node)),
                _ -> daemon.alive.after(THREAD, world.dice.between(0, AGAIN), () -> {
                    asking = false;
                    work();
                }));
    }

    private Command guardUp(Node node) {
        return new Command.GuardUp(host.name, guard.orElseThrow(), node.life().last(), host.profile.word(), List.of(),
                List.of());
    }

    private void tellView(State state) {
        var view = view(state);
        if (!view.equals(told)) {
            told = view;
            daemon.line().ifPresent(to -> to.toGuard(() -> to.guard.view(to, view)));
        }
    }

    private static List<Standing> view(State state) {
        return state.nodes().values().stream()
                .map(n -> new Standing(n.name().value(), n.life().last(), !n.isUp())).toList();
    }
}
