package io.fci.guard.linux;

import java.util.HexFormat;

/// A network interface.
public record Link(int index, String name, byte[] hardwareAddress, boolean up, boolean speaksArp) {
    public String mac() {
        return mac(hardwareAddress);
    }

    public static String mac(byte[] hardwareAddress) {
        return HexFormat.ofDelimiter(":").formatHex(hardwareAddress);
    }
}
