package io.fci.guard.machine;

/// Where there is no packet filter to hold anything back; the machine's concerns say so.
record NoGate() implements Gate {
    @Override
    public void openUntil(long deadlineNanos) {
        // Everything is open always.
    }

    @Override
    public void close() {
        // The teardown alone takes the addresses away.
    }

    @Override
    public void forgetAddresses() {
        // It knew none.
    }

    @Override
    public void remove() {
        // It was never there.
    }
}
