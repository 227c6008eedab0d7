package io.fci.fence;

import io.fci.core.state.Fencing.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// Small shell programs that speak the fence agents' protocol, well or badly, in a directory of their own. Each keeps its
/// plug in a file and appends what it was asked to another one.
final class AgentScripts {
    /// Knows `ip`, `plug` and `passwd`; the switch is the file $dir/power.
    private static final String HEAD = """
            #!/bin/sh
            dir=$(dirname "$0")
            while IFS== read -r key value; do
              case $key in
                action) action=$value ;;
                nodename) node=$value ;;
                passwd) passwd=$value ;;
              esac
            done
            echo "$action $node" >> "$dir/asked"
            if [ "$action" = metadata ]; then
              cat <<XML
            <?xml version="1.0" ?>
            <resource-agent name="fence_lab" shortdesc="for tests"><parameters>
            <parameter name="action"/><parameter name="ip"/><parameter name="plug"/><parameter name="passwd"/>
            </parameters><actions><action name="on"/><action name="off"/><action name="status"/><action name="monitor"/>
            </actions></resource-agent>
            XML
              exit 0
            fi
            """;

    static final String GOOD = HEAD + """
            case $action in
              off) echo off > "$dir/power"; echo "Success: Powered OFF" ;;
              on) echo on > "$dir/power" ;;
              status) [ "$(cat "$dir/power")" = on ] || exit 2 ;;
              monitor) ;;
              *) exit 1 ;;
            esac
            """;

    /// Says that it is done and does nothing.
    static final String LIAR = HEAD + """
            [ "$action" != status ] || exit 0
            """;

    static final String REFUSER = HEAD + """
            echo "trying with $passwd" >&2
            echo "Unable to connect/login to fencing device with $passwd" >&2
            exit 1
            """;

    /// Starts something that outlives it unless it is ended, and then hangs.
    static final String HANGER = HEAD + """
            (trap '' TERM HUP; exec sleep 1000) &
            echo $! > "$dir/child"
            sleep 1000
            """;

    /// Ends at once and leaves something behind that holds its output open.
    static final String LEAVER = HEAD + """
            sleep 1000 &
            echo $! > "$dir/child"
            [ "$action" != status ] || exit 2
            """;

    static final String CHATTERBOX = HEAD + """
            head -c 10485760 /dev/zero | tr '\\\\0' x
            echo
            echo "the last words"
            [ "$action" = off ] || exit 1
            exit 1
            """;

    final Path directory;

    AgentScripts(Path directory) throws IOException {
        this.directory = directory;
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("power"), "on\n");
    }

    Path write(String name, String text) throws IOException {
        var file = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    Agents agents() throws IOException {
        return new Agents(new AgentDirectory(directory, Set.of((Integer) Files.getAttribute(directory, "unix:uid"))));
    }

    List<String> asked() throws IOException {
        var file = directory.resolve("asked");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    String power() throws IOException {
        return Files.readString(directory.resolve("power")).strip();
    }

    static Device device(String agent, long timeoutMillis, String... parameters) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.put(parameters[i], parameters[i + 1]);
        }
        return new Device("ipmi", agent, map, List.of(), timeoutMillis, 1, false);
    }
}
