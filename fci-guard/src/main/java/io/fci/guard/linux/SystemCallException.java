package io.fci.guard.linux;

import java.io.IOException;

/// A system call that failed, with its error number.
public final class SystemCallException extends IOException {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EADDRNOTAVAIL = 99;

    private final int errno;

    SystemCallException(String call, int errno) {
        super(call + ": " + Libc.describe(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
