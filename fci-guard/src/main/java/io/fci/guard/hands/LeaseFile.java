package io.fci.guard.hands;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Three numbers of eight bytes in the machine's own order: the epoch, the end of the lease on the boot-time clock in
/// nanoseconds (0: over), and the end again. Each is stored at once, so a program that maps the file needs the second only;
/// one that reads it may get a mixture of two ends, and knows by the third.
final class LeaseFile {
    static final int BYTES = 24;
    private static final int END = 8;
    private static final int END_AGAIN = 16;
    private static final VarHandle NUMBERS = MethodHandles.byteBufferViewVarHandle(long[].class,
            ByteOrder.nativeOrder());

    private final MappedByteBuffer memory;

    private LeaseFile(MappedByteBuffer memory) {
        this.memory = memory;
    }

    static LeaseFile create(Path path, long epoch) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            // Written before it is mapped: a full disk is an answer here, and a signal there.
            channel.write(ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder()).putLong(0, epoch));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
            return new LeaseFile(channel.map(MapMode.READ_WRITE, 0, BYTES));
        }
    }

    void until(long end) {
        NUMBERS.setRelease((ByteBuffer) memory, END_AGAIN, end);
        NUMBERS.setRelease((ByteBuffer) memory, END, end);
    }
}
