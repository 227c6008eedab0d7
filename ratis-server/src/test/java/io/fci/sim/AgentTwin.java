package io.fci.sim;

import io.fci.core.node.Orders.EpochKey;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceSpec;
import io.fci.guard.wire.HandsReason;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows the rules of the agents: what starting, stopping and checking of one resource asks of the hands.
final class AgentTwin {
    private static final int TRIES = 20;
    private static final long AGAIN = 200 * Timeline.MILLI;

    /// @param refused why the guard did not do it
    /// @param unreachable nobody knows whether it did
    record Result(boolean ok, Optional<HandsReason> refused, boolean unreachable) {
        static final Result OK = new Result(true, Optional.empty(), false);
        static final Result FAILED = new Result(false, Optional.empty(), false);
        static final Result UNREACHABLE = new Result(false, Optional.empty(), true);
        static final Result GIVEN_UP = new Result(false, Optional.of(HandsReason.SYSTEM), false);

        static Result of(Optional<HandsReason> refused) {
            return refused.isEmpty() ? OK : new Result(false, refused, false);
        }

        /// Nothing can be concluded about the resource.
        boolean saysNothing() {
            return unreachable || refused.map(why -> switch (why) {
                case NOT_CURRENT, NO_LEASE, NOT_ADOPTED, RELEASED, SUPERSEDED, BUSY -> true;
                case NOT_RUNNING, ALREADY_RUNNING, ADDRESS_IN_USE, NO_INTERFACE, NOT_LOOPBACK, NOT_STOPPED, INVALID,
                        SYSTEM ->
                    false;
            }).orElse(false);
        }

        boolean ended() {
            return ok || refused.equals(Optional.of(HandsReason.RELEASED));
        }

        boolean failed() {
            return !ok && !unreachable && refused.isEmpty();
        }
    }

    interface Asking extends BiConsumer<HandsTwin, HandsTwin.Reply> {}

    /// A step under way; an interrupt ends it at once, whatever the guard goes on to do.
    abstract static class Doing {
        private @Nullable Consumer<Result> then;

        final void begin(Consumer<Result> whenDone) {
            then = whenDone;
            run();
        }

        abstract void run();

        final boolean goesOn() {
            return then != null;
        }

        final void end(Result result) {
            var to = then;
            then = null;
            if (to != null) {
                to.accept(result);
            }
        }

        final void interrupt() {
            end(Result.GIVEN_UP);
        }

        static Doing of(DaemonTwin daemon, Asking asking) {
            return new Doing() {
                @Override
                void run() {
                    call(daemon, asking, (refused, _) -> end(Result.of(refused)), () -> end(Result.UNREACHABLE));
                }
            };
        }
    }

    private final World world;
    private final DaemonTwin daemon;
    private final long k;
    private final EpochKey key;
    private final ResourceSpec spec;
    private final boolean askLater;
    private boolean asked;
    private Kernel.@Nullable Process process;
    private boolean ended;
    private @Nullable Runnable onEnd;

    AgentTwin(World world, DaemonTwin daemon, long k, EpochKey key, ResourceSpec spec, boolean vacated) {
        this.world = world;
        this.daemon = daemon;
        this.k = k;
        this.key = key;
        this.spec = spec;
        this.askLater = vacated && spec.kind() instanceof ResourceKind.Address;
    }

    boolean leavesDoubt() {
        return askLater;
    }

    /// One request over the line; `lost` when that ends before the answer.
    private static void call(DaemonTwin daemon, Asking asking, HandsTwin.Reply reply, Runnable lost) {
        var line = daemon.line();
        if (line.isEmpty()) {
            lost.run();
            return;
        }
        var to = line.get();
        daemon.awaiting(lost);
        to.toGuard(() -> asking.accept(to.guard.hands, (refused, process) -> to.toDaemon(() -> {
            daemon.answered(lost);
            reply.accept(refused, process);
        })));
    }

    boolean exited(Kernel.Process which) {
        if (process != which || ended) {
            return false;
        }
        ended = true;
        if (onEnd != null) {
            onEnd.run();
        }
        return true;
    }

    boolean hasEnded() {
        return ended;
    }

    private String ip() {
        return ((ResourceKind.Address) spec.kind()).ip();
    }

    Doing start() {
        return switch (spec.kind()) {
            case ResourceKind.Address _ -> new Doing() {
                private int tries;

                @Override
                void run() {
                    call(daemon, (hands, reply) -> hands.addAddress(k, key, spec.name(), ip(), !askLater, reply),
                            (refused, _) -> {
                                if (refused.equals(Optional.of(HandsReason.ADDRESS_IN_USE)) && ++tries < TRIES) {
                                    daemon.alive.after(this, AGAIN, () -> {
                                        if (goesOn()) {
                                            run();
                                        }
                                    });
                                } else {
                                    end(Result.of(refused));
                                }
                            }, () -> end(Result.UNREACHABLE));
                }
            };
            case ResourceKind.NetworkName _ -> immediately();
            case ResourceKind.Process _ -> new Doing() {
                @Override
                void run() {
                    if (world.failsToStart()) {
                        daemon.alive.after(this, world.dice.between(0, Timeline.SECOND), () -> end(Result.FAILED));
                        return;
                    }
                    call(daemon, (hands, reply) -> hands.spawn(k, key, spec.name(), reply), (refused, started) -> {
                        process = started.orElse(null);
                        end(Result.of(refused));
                    }, () -> end(Result.UNREACHABLE));
                }
            };
        };
    }

    Doing stop() {
        return switch (spec.kind()) {
            case ResourceKind.Address _ ->
                Doing.of(daemon, (hands, reply) -> hands.removeAddress(k, key, spec.name(), ip(), reply));
            case ResourceKind.NetworkName _ -> immediately();
            case ResourceKind.Process _ -> new Doing() {
                private boolean killing;

                @Override
                void run() {
                    if (process == null || ended) {
                        kill();
                        return;
                    }
                    onEnd = this::kill;
                    daemon.alive.after(this, spec.policy().stopTimeoutMillis() * Timeline.MILLI, this::kill);
                    call(daemon, (hands, reply) -> hands.signal(k, key, spec.name(), reply), (refused, _) -> {
                        if (refused.isPresent() && refused.get() != HandsReason.NOT_RUNNING) {
                            end(Result.of(refused));
                        } else if (refused.isPresent()) {
                            kill();
                        }
                    }, () -> end(Result.UNREACHABLE));
                }

                private void kill() {
                    if (goesOn() && !killing) {
                        killing = true;
                        call(daemon, (hands, reply) -> hands.kill(k, key, spec.name(), reply),
                                (refused, _) -> end(Result.of(refused)), () -> end(Result.UNREACHABLE));
                    }
                }
            };
        };
    }

    Doing check() {
        return switch (spec.kind()) {
            case ResourceKind.Address _ -> new Doing() {
                @Override
                void run() {
                    call(daemon, (hands, reply) -> hands.checkAddress(k, key, spec.name(), ip(), reply),
                            (refused, _) -> {
                                if (refused.isEmpty() && askLater && !asked) {
                                    confirm();
                                } else {
                                    end(refused.equals(Optional.of(HandsReason.INVALID))
                                            ? Result.FAILED
                                            : Result.of(refused));
                                }
                            }, () -> end(Result.UNREACHABLE));
                }

                private void confirm() {
                    call(daemon, (hands, reply) -> hands.confirmAddress(k, key, spec.name(), ip(), reply),
                            (refused, _) -> {
                                asked = refused.isEmpty();
                                end(refused.equals(Optional.of(HandsReason.ADDRESS_IN_USE))
                                        ? Result.FAILED
                                        : Result.of(refused));
                            }, () -> end(Result.UNREACHABLE));
                }
            };
            case ResourceKind.NetworkName _ -> immediately();
            case ResourceKind.Process _ -> new Doing() {
                @Override
                void run() {
                    end(ended ? Result.FAILED : Result.OK);
                }
            };
        };
    }

    private static Doing immediately() {
        return new Doing() {
            @Override
            void run() {
                end(Result.OK);
            }
        };
    }
}
