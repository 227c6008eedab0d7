package io.fci.sim;

import io.fci.core.Command;
import io.fci.core.Life;
import io.fci.core.Node;
import io.fci.core.Proposal;
import io.fci.core.State;
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
    private boolean clean;
    private boolean ready;
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
            guard = Optional.of(uuid);
            adopted = 0;
            clean = true;
            told = List.of();
        });
    }

    void leaseLost(long k) {
        news(() -> {
            over = Math.max(over, k);
            if (k == adopted) {
                adopted = 0;
                clean = false;
            }
        });
    }

    void tornDown(long k) {
        news(() -> {
            over = Math.max(over, k);
            adopted = 0;
            clean = true;
        });
    }

    void disconnected() {
        news(() -> {
            guard = Optional.empty();
            adopted = 0;
            clean = false;
        });
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
            if (node.life() instanceof Life.Up(var k) && k > over && isOurs(node)) {
                adopt(state, node, k);
            } else {
                ask(node);
            }
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
        var refused = new Runnable() {
            @Override
            public void run() {
                decided(false);
            }

            void decided(boolean yes) {
                daemon.answered(this);
                if (!asking) {
                    return;
                }
                asking = false;
                if (yes) {
                    adopted = k;
                    told = view;
                } else {
                    over = Math.max(over, k);
                }
                daemon.alive.after(THREAD, yes ? 0 : AGAIN, LifeTwin.this::work);
            }
        };
        if (line.isEmpty()) {
            refused.run();
            return;
        }
        daemon.awaiting(refused);
        var to = line.get();
        to.toGuard(() -> to.guard.adopt(to, uuid, k, acceptor, view,
                yes -> daemon.alive.now(THREAD, () -> refused.decided(yes))));
    }

    private void ask(Node node) {
        asking = true;
        var command = new Command.GuardUp(host.name, guard.orElseThrow(), node.life().last(), host.profile.word(),
                List.of(), List.of());
        daemon.replica.propose(Proposal.of(command),
                _ -> daemon.alive.after(THREAD, world.dice.between(0, AGAIN), () -> {
                    asking = false;
                    work();
                }));
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
