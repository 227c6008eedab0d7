package io.fci.rpc;

import io.fci.config.NodeConfig;
import java.io.IOException;
import java.net.BindException;

/// Why a node's API cannot listen, in one sentence.
public final class StartFailed extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailed(String message) {
        super(message);
    }

    private StartFailed(String message, Throwable cause) {
        super(message, cause);
    }

    static StartFailed cannotListen(NodeConfig config, IOException e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof BindException)) {
            cause = cause.getCause();
        }
        var why = String.valueOf(cause.getMessage());
        var where = "port " + config.ports().api() + " of " + config.address().getHostAddress();
        if (why.contains("in use")) {
            return new StartFailed("the API cannot listen on " + where
                    + ": another process does (ss -ltnp shows which); stop it or change ports.api on all nodes", e);
        }
        if (why.contains("assign")) {
            return new StartFailed("the API cannot listen on " + where + ": this machine does not have the address;"
                    + " correct the address of node " + config.node() + " in the node file, or add it to an interface",
                    e);
        }
        return new StartFailed("the API cannot listen on " + where + ": " + why, e);
    }

    static StartFailed badTls(NodeConfig.Tls tls, Exception e) {
        var why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
        return new StartFailed("the TLS files " + tls.ca() + ", " + tls.certificate() + " and " + tls.key()
                + " cannot be used: " + why + "; they must be PEM, the key PKCS#8 without a password", e);
    }
}
