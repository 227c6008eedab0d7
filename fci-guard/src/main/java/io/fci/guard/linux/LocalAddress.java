package io.fci.guard.linux;

import java.net.InetAddress;

/// An address of this machine as the kernel tells it. `marked`: it was added by a guard.
public record LocalAddress(InetAddress address, int prefix, int linkIndex, boolean marked) {
    /// Whether `other` is in the network of this address.
    public boolean networkHas(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
