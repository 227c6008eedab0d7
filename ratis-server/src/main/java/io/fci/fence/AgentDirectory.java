package io.fci.fence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// Where the fence agents of this node are. What is found here is run with passwords of power switches in its input, so
/// nobody but the trusted may be able to change it.
///
/// @param owners numeric user ids that are trusted: root
public record AgentDirectory(Path directory, Set<Integer> owners) {
    /// Where Debian's package fence-agents puts them.
    public static final Path DEBIAN = Path.of("/usr/sbin");

    private static final String PREFIX = "fence_";

    public AgentDirectory {
        owners = Set.copyOf(owners);
    }

    public static AgentDirectory ofRoot(Path directory) {
        return new AgentDirectory(directory, Set.of(0));
    }

    /// Also false for what is there and must not be used.
    boolean has(String agent) {
        return isName(agent) && Files.exists(directory.resolve(agent));
    }

    /// The program itself, symbolic links resolved.
    Path find(String agent) throws AgentFailed {
        if (!isName(agent)) {
            throw new AgentFailed("'" + agent + "' is not the name of a fence agent");
        }
        if (!has(agent)) {
            throw new AgentFailed("the agent " + agent + " is not in " + directory
                    + "; install the package fence-agents");
        }
        try {
            var program = directory.resolve(agent).toRealPath();
            if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
                throw new AgentFailed("the agent " + program + " is not a program that this user can execute");
            }
            requireTrusted(program);
            requireTrusted(program.getParent());
            return program;
        } catch (IOException e) {
            throw new AgentFailed("the agent " + agent + " cannot be looked at: " + e.getMessage(), e);
        }
    }

    private void requireTrusted(Path path) throws IOException, AgentFailed {
        int owner = (Integer) Files.getAttribute(path, "unix:uid");
        if (!owners.contains(owner)) {
            throw new AgentFailed(path + " belongs to user " + owner + " and not to root");
        }
        var permissions = Files.getPosixFilePermissions(path);
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            throw new AgentFailed(path + " can be written by others than its owner");
        }
    }

    private static boolean isName(String agent) {
        return agent.startsWith(PREFIX) && agent.matches("[a-z0-9_-]+");
    }
}
