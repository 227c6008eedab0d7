package io.fci.core.state;

/// What has to be known of an owner that is out of reach before another node may run its group.
public enum Takeover {
    /// Its lease is over.
    LEASE,
    /// Its lease is over, and a fencing device confirmed that the machine is off.
    LEASE_AND_FENCE,
    /// A person said that the machine is off.
    MANUAL;

    /// What is known of an owner whose life is over, the weakest first.
    public enum Proof {
        /// It may run nothing any more, and by the clocks it does not.
        LEASE_OVER,
        /// A fencing device confirmed that the machine is off.
        TURNED_OFF,
        /// A person who looked said that the machine is off.
        CONFIRMED,
        /// Its own guard verified in the kernel that nothing of the life is left.
        STOPPED
    }

    public boolean accepts(Proof proof) {
        return switch (this) {
            case LEASE -> true;
            case LEASE_AND_FENCE -> proof != Proof.LEASE_OVER;
            case MANUAL -> proof == Proof.CONFIRMED || proof == Proof.STOPPED;
        };
    }
}
