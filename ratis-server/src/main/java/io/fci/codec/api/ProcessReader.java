package io.fci.codec.api;

import io.fci.core.state.Names;
import io.fci.core.state.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A process to run: an argument vector and never a shell line, with an environment made from nothing.
final class ProcessReader {
    static final int MOST_ARGUMENTS = 64;
    static final int MOST_ARGUMENT = 4 << 10;
    static final int MOST_VARIABLES = 128;
    static final int MOST_ENVIRONMENT = 64 << 10;

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}");

    private ProcessReader() {}

    static ResourceKind.Process read(String field, io.fci.v1.Process process) {
        return new ResourceKind.Process(command(field + ".command", process.getCommandList()),
                environment(field + ".environment", process.getEnvironmentMap()),
                user(field + ".user", process.getUser()),
                directory(field + ".working_directory", process.getWorkingDirectory()),
                process.getStopSignal().isEmpty()
                        ? ResourceKind.Process.SIGTERM
                        : Signals.number(field + ".stop_signal", process.getStopSignal()));
    }

    private static List<String> command(String field, List<String> arguments) {
        if (arguments.isEmpty()) {
            throw Malformed.field(field, "the command is empty; give the program and its arguments");
        }
        if (arguments.size() > MOST_ARGUMENTS) {
            throw Malformed.field(field, "the command has " + arguments.size() + " arguments; the most is "
                    + MOST_ARGUMENTS + ", put them into a script");
        }
        for (int i = 0; i < arguments.size(); i++) {
            bounded(field + "[" + i + "]", "argument " + i + " of the command", arguments.get(i));
        }
        var program = arguments.getFirst();
        if (!program.startsWith("/")) {
            // What a relative name means would depend on each node's directories.
            throw Malformed.field(field + "[0]", "program '" + Names.abbreviate(program)
                    + "' is not an absolute path; write it with its directory, like /usr/bin/python3");
        }
        return arguments;
    }

    private static SortedMap<String, String> environment(String field, Map<String, String> variables) {
        if (variables.size() > MOST_VARIABLES) {
            throw Malformed.field(field, "the environment has " + variables.size() + " variables; the most is "
                    + MOST_VARIABLES);
        }
        int total = 0;
        for (var variable : variables.entrySet()) {
            var name = variable.getKey();
            if (!VARIABLE.matcher(name).matches()) {
                throw Malformed.field(field, "environment variable '" + Names.abbreviate(name)
                        + "' is not valid: use 1 to 64 letters, digits and '_', not beginning with a digit");
            }
            if (name.startsWith("LD_") || name.equals("BASH_ENV")) {
                throw Malformed.field(field + "." + name, "environment variable '" + name
                        + "' would load other code into the process; set it in a script of your own if you must");
            }
            if (name.startsWith("FCI_")) {
                throw Malformed.field(field + "." + name, "environment variable '" + name
                        + "' is in the cluster's own name space (FCI_GROUP, FCI_EPOCH, ...); choose another name");
            }
            bounded(field + "." + name, "environment variable '" + name + "'", variable.getValue());
            total += name.length() + variable.getValue().length();
        }
        if (total > MOST_ENVIRONMENT) {
            throw Malformed.field(field,
                    "the environment has " + total + " characters; the most is " + MOST_ENVIRONMENT);
        }
        return new TreeMap<>(variables);
    }

    private static void bounded(String field, String what, String text) {
        if (text.length() > MOST_ARGUMENT) {
            throw Malformed.field(field, what + " has " + text.length() + " characters; the most is " + MOST_ARGUMENT
                    + ", put it into a file");
        }
        if (text.indexOf('\0') >= 0) {
            throw Malformed.field(field, what + " has a NUL character, which ends a text for the kernel; leave it out");
        }
    }

    private static Optional<String> user(String field, String user) {
        if (user.isEmpty()) {
            return Optional.empty();
        }
        if (!USER.matcher(user).matches()) {
            throw Malformed.field(field, "user '" + Names.abbreviate(user)
                    + "' is not valid: give a name or a number of a user of the nodes");
        }
        return Optional.of(user);
    }

    private static Optional<String> directory(String field, String directory) {
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        bounded(field, "the working directory", directory);
        if (!directory.startsWith("/")) {
            throw Malformed.field(field, "working directory '" + Names.abbreviate(directory)
                    + "' is not absolute; write it from '/'");
        }
        return Optional.of(directory);
    }
}
