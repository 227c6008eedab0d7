package io.fci.client;

/// Where a node's API is reached.
///
/// @param host name or address; an IPv6 address without brackets
record Endpoint(String host, int port) {
    /// Takes "host:port", "[v6]:port", and a host alone with the default port.
    static final int DEFAULT_PORT = 7400;

    static Endpoint parse(String text) {
        var trimmed = text.strip();
        String host;
        var rest = "";
        if (trimmed.startsWith("[")) {
            int end = trimmed.indexOf(']');
            if (end < 0) {
                throw bad(text, "']' is missing");
            }
            host = trimmed.substring(1, end);
            rest = trimmed.substring(end + 1);
            if (!rest.isEmpty() && !rest.startsWith(":")) {
                throw bad(text, "only ':port' may follow ']'");
            }
        } else {
            int colon = trimmed.indexOf(':');
            if (colon >= 0 && trimmed.indexOf(':', colon + 1) >= 0) {
                throw bad(text, "write an IPv6 address in brackets");
            }
            host = colon < 0 ? trimmed : trimmed.substring(0, colon);
            rest = colon < 0 ? "" : trimmed.substring(colon);
        }
        if (host.isEmpty()) {
            throw bad(text, "the host is missing");
        }
        return new Endpoint(host, rest.isEmpty() ? DEFAULT_PORT : port(rest.substring(1), text));
    }

    /// Whether the host needs no lookup.
    boolean isLiteral() {
        return host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static int port(String digits, String text) {
        if (!digits.matches("\\d{1,5}")) {
            throw bad(text, "the port is not a number");
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw bad(text, "the port is not between 1 and 65535");
        }
        return port;
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("endpoint '" + text + "' is not valid: " + why + "; give host:port");
    }
}
