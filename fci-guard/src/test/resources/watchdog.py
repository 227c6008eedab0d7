"""usage: watchdog.py OPTIONS TIMEOUT COMMAND...

Runs COMMAND so that every device answers it like a watchdog with these option bits, which rounds each timeout to TIMEOUT unless
that is 0. Its requests are real system calls: the kernel hands them to this process instead of a driver, of which few
machines have one. Prints what was asked, one a line, and ends like COMMAND.
"""
import array, ctypes, os, platform, select, socket, struct, sys, fcntl

WRITE, IOCTL, SECCOMP = {"x86_64": (1, 16, 317), "aarch64": (64, 29, 277)}[platform.machine()]
NO_NEW_PRIVILEGES = 38
FILTER, NEW_LISTENER = 1, 8
NOTIFY, ALLOW = 0x7FC00000, 0x7FFF0000
RECEIVE, SEND = 0xC0502100, 0xC0182101
CONTINUE = 1
NUMBER, SECOND, THIRD = 0, 24, 32  # offsets in what a filter sees; little endian halves


def load(offset): return (0x20, 0, 0, offset)
def same(value, yes, no): return (0x15, yes, no, value)
def mask(value): return (0x54, 0, 0, value)
def answer(value): return (0x06, 0, 0, value)


# Requests whose type is 'W', and writes of one byte, which may be the letter that disarms.
PROGRAM = [load(NUMBER), same(IOCTL, 0, 3), load(SECOND), mask(0xFF00), same(0x5700, 3, 4),
           same(WRITE, 0, 3), load(THIRD), same(1, 0, 1), answer(NOTIFY), answer(ALLOW)]


def listen():
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in PROGRAM))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(PROGRAM), ctypes.addressof(code)))
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    listener = libc.syscall(SECCOMP, FILTER, NEW_LISTENER, program)
    if listener < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return listener


def serve(listener, ended, options, rounded):
    while True:
        events = dict(poller.poll()).get(listener, 0)
        if not events & select.POLLIN:
            # Nobody is left who could ask.
            return os.waitstatus_to_exitcode(os.waitpid(ended, 0)[1])
        request = bytearray(80)
        try:
            fcntl.ioctl(listener, RECEIVE, request)
        except OSError:
            continue  # Whoever asked is gone.
        ident, pid, _, number, _, _, _, second, third = struct.unpack_from("<QIIiIQQQQ", request)
        value, flags = 0, 0
        with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
            if number == WRITE:
                memory.seek(second)
                letter = memory.read(1)
                flags = CONTINUE
                if letter == b"V":
                    print("magic V", flush=True)
            elif second & 0xFFFFFFFF == 0x80285700:
                memory.seek(third)
                memory.write(struct.pack("<II32s", options, 1, b"a fake"))
                print("GETSUPPORT", flush=True)
            elif second & 0xFFFFFFFF == 0xC0045706:
                memory.seek(third)
                wanted, = struct.unpack("<i", memory.read(4))
                memory.seek(third)
                memory.write(struct.pack("<i", rounded or wanted))
                print(f"SETTIMEOUT {wanted}", flush=True)
            elif second & 0xFFFFFFFF == 0x80045705:
                print("KEEPALIVE", flush=True)
            else:
                value = -25
        reply = struct.pack("<Qqii", ident, 0, value, flags)
        try:
            fcntl.ioctl(listener, SEND, reply)
        except OSError:
            continue


parent, child = socket.socketpair()
command = os.fork()
if command == 0:
    socket.send_fds(child, [b"x"], [listen()])
    child.recv(1)
    os.execvp(sys.argv[3], sys.argv[3:])
_, fds, _, _ = socket.recv_fds(parent, 1, 1)
poller = select.poll()
poller.register(fds[0], select.POLLIN)
parent.send(b"x")
sys.exit(serve(fds[0], command, int(sys.argv[1], 0), int(sys.argv[2])))
