package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// A watchdog of this machine: whoever opens it arms it, and unless it is petted in time the machine restarts, whatever has
/// become of its kernel's processes. It goes on counting when its holder dies; only [#disarm] ends that.
public final class WatchdogDevice {
    private static final int WRITE_CLOSE_ON_EXEC = 1 | 0x80000;
    private static final long GET_SUPPORT = 0x80285700L;
    private static final long SET_TIMEOUT = 0xC0045706L;
    private static final long KEEP_ALIVE = 0x80045705L;
    private static final int INFORMATION_BYTES = 40;
    private static final int CAN_SET_TIMEOUT = 0x0080;
    private static final int CAN_MAGIC_CLOSE = 0x0100;
    private static final int CAN_KEEP_ALIVE = 0x8000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int TYPE = 0170000;

    private static final MethodHandle OPEN = Libc.variadic("open", 2,
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle IOCTL = Libc.variadic("ioctl", 2,
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle WRITE = Libc.call("write",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private final Path path;
    private final Descriptor descriptor;
    private final String identity;
    private final int timeoutSeconds;

    private WatchdogDevice(Path path, Descriptor descriptor, int wantedSeconds) throws IOException {
        this.path = path;
        this.descriptor = descriptor;
        try (var arena = Arena.ofConfined()) {
            var information = arena.allocate(INFORMATION_BYTES, 8);
            try {
                control(GET_SUPPORT, information);
            } catch (SystemCallException e) {
                throw new IOException("it is no watchdog: " + e.getMessage(), e);
            }
            identity = information.getString(8);
            require(information.get(JAVA_INT, 0), CAN_MAGIC_CLOSE,
                    "cannot be told that it is closed on purpose (magic close), so that ending this node would"
                            + " restart its machine");
            require(information.get(JAVA_INT, 0), CAN_SET_TIMEOUT, "has a timeout that cannot be set");
            require(information.get(JAVA_INT, 0), CAN_KEEP_ALIVE, "cannot be petted");
            var timeout = arena.allocateFrom(JAVA_INT, wantedSeconds);
            control(SET_TIMEOUT, timeout);
            // Some round it, or know one timeout only.
            timeoutSeconds = timeout.get(JAVA_INT, 0);
        }
    }

    private void require(int options, int option, String otherwise) throws IOException {
        if ((options & option) == 0) {
            throw new IOException("the watchdog '" + identity + "' " + otherwise);
        }
    }

    /// Arms it. What is refused is disarmed again, as far as it can be.
    public static WatchdogDevice arm(Path path, int timeoutSeconds) throws IOException {
        if (((int) Files.getAttribute(path, "unix:mode") & TYPE) != CHARACTER_DEVICE) {
            throw new IOException("it is not a device");
        }
        var descriptor = new Descriptor(open(path));
        try {
            return new WatchdogDevice(path, descriptor, timeoutSeconds);
        } catch (IOException e) {
            farewell(descriptor);
            descriptor.close();
            throw e;
        }
    }

    private static int open(Path path) throws SystemCallException {
        try (var arena = Arena.ofConfined()) {
            int number = (int) OPEN.invokeExact(Libc.captured(), arena.allocateFrom(path.toString()),
                    WRITE_CLOSE_ON_EXEC);
            if (number < 0) {
                throw Libc.failed("open");
            }
            return number;
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    /// What it counts down from, as the device itself says.
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /// What the device calls itself.
    public String identity() {
        return identity;
    }

    public void pet() throws SystemCallException {
        control(KEEP_ALIVE, MemorySegment.NULL);
    }

    /// It counts no more. The machine does not restart for this.
    public void disarm() throws IOException {
        if (!farewell(descriptor)) {
            throw new IOException(path + " does not take the letter that disarms it; this machine restarts within "
                    + timeoutSeconds + " s");
        }
        descriptor.close();
    }

    private static boolean farewell(Descriptor descriptor) {
        try (var arena = Arena.ofConfined()) {
            return (long) WRITE.invokeExact(Libc.captured(), descriptor.number(),
                    arena.allocateFrom(JAVA_BYTE, (byte) 'V'), 1L) == 1;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    private void control(long request, MemorySegment argument) throws SystemCallException {
        try {
            if ((int) IOCTL.invokeExact(Libc.captured(), descriptor.number(), request, argument) < 0) {
                throw Libc.failed("ioctl");
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }
}
