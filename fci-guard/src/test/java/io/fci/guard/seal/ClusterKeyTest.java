package io.fci.guard.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterKeyTest {
    private static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String BASE64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TempDir
    Path home;

    @Test
    void hexadecimalAndBase64AreTheSameKey() throws Exception {
        assertThat(derived(file(HEX + "\n", "rw-------"))).isEqualTo(derived(file(BASE64, "r--------")))
                .hasSize(32).isNotEqualTo(derived(file(HEX.replace("00", "01"), "rw-------")));
    }

    /// Against test case 2 of RFC 5869, cut to the length in use: the derivation is HKDF-SHA256 and nothing else.
    @Test
    void derivationIsHkdf() throws Exception {
        assertThat(ClusterKey.parse(range(0x00, 0x50)).derive(HexFormat.of().parseHex(range(0x60, 0xb0)),
                HexFormat.of().parseHex(range(0xb0, 0x100))).getEncoded())
                .isEqualTo(HexFormat.of().parseHex("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"));
    }

    private static String range(int from, int to) {
        var bytes = new byte[to - from];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void eachFaultIsOneSentence() throws Exception {
        refused(file(HEX, "rw-r-----"), "can be read or changed by others than its owner; chmod 600 it");
        refused(file(HEX, "rw----r--"), "can be read or changed by others");
        refused(file(HEX.substring(2), "rw-------"), "has 31 bytes, and 32 are the least");
        refused(file("", "rw-------"), "has 0 bytes");
        refused(file("not a key", "rw-------"), "is not one line of hexadecimal digits or base64");
        refused(file(HEX + "\n" + HEX, "rw-------"), "is not one line");
        refused(file("x".repeat(5_000), "rw-------"), "is not a file of one line");
        refused(home.resolve("nowhere"), "cannot be read");
    }

    private Path file(String text, String permissions) throws Exception {
        var file = Files.createTempFile(home, "key", "");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private static byte[] derived(Path file) throws Exception {
        return ClusterKey.read(file).derive(new byte[0], new byte[]{1}).getEncoded();
    }

    private static void refused(Path file, String sentence) {
        assertThatThrownBy(() -> ClusterKey.read(file)).isInstanceOf(KeyException.class)
                .hasMessageContaining(sentence);
    }
}
