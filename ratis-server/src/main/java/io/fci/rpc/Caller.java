package io.fci.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Who asks: the common name of the client's certificate. Recorded with what was changed.
final class Caller implements ServerInterceptor {
    static final String ANONYMOUS = "anonymous";

    private static final Context.Key<String> NAME = Context.keyWithDefault("fci-caller", ANONYMOUS);

    /// In a call.
    static String name() {
        return NAME.get();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
            ServerCallHandler<Q, A> next) {
        return Contexts.interceptCall(Context.current().withValue(NAME, nameOf(call)), call, headers, next);
    }

    private static String nameOf(ServerCall<?, ?> call) {
        var session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return ANONYMOUS;
        }
        try {
            var subject = ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
            for (var part : new LdapName(subject).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return part.getValue().toString();
                }
            }
            return subject;
        } catch (SSLPeerUnverifiedException | InvalidNameException e) {
            // The handshake demands a certificate, so this is a name that cannot be read: still not nobody.
            return "unreadable certificate subject";
        }
    }
}
