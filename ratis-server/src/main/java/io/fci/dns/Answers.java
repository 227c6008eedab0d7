package io.fci.dns;

import io.fci.core.state.State;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// From a query and a state to the answer: no socket, no clock. Total: any bytes give a message or nothing.
/// Safe for use by any thread.
public final class Answers {
    /// Over UDP, unless the client says that it takes more (RFC 1035).
    static final int PLAIN_UDP_BYTES = 512;

    /// Over UDP at most, whatever the client says: fits into every network unfragmented, and an answer to a forged sender
    /// address does him little harm.
    static final int MAX_UDP_BYTES = 1_232;

    static final int MAX_TCP_BYTES = 65_535;

    private static final int DNSSEC_OK = 0x8000;
    private static final int UNSIGNED_RCODE_BITS = 4;

    /// How the query came in, which decides how long the answer may be.
    public enum Transport {
        UDP, TCP
    }

    private record Names(State state, Published published) {}

    private final Zone zone;
    // Racing threads may both make it; either result is right.
    private volatile Optional<Names> latest = Optional.empty();

    public Answers(Zone zone) {
        this.zone = zone;
    }

    /// Whether a group's name would be answered here; any case, with or without final dot.
    public boolean serves(String fqdn) {
        return zone.contains(fqdn);
    }

    /// @param state what the node has applied; empty: it may be arbitrarily old, so whoever asks shall ask another node
    /// @return empty: the sender gets no answer (not a query)
    public Optional<byte[]> answer(Optional<State> state, byte[] query, Transport transport) {
        if (query.length < Header.LENGTH) {
            return Optional.empty();
        }
        var asked = header(query);
        if (asked.getFlag(Flags.QR)) {
            // Answering an answer would let two servers keep each other busy for ever.
            return Optional.empty();
        }
        if (asked.getOpcode() != Opcode.QUERY) {
            return Optional.of(empty(asked, Rcode.NOTIMP));
        }
        var message = parsed(query);
        if (message.isEmpty() || !isWellFormed(message.get())) {
            return Optional.of(empty(asked, Rcode.FORMERR));
        }
        return Optional.of(answer(state, message.get(), transport));
    }

    private byte[] answer(Optional<State> state, Message query, Transport transport) {
        var question = query.getQuestion();
        var opt = Optional.ofNullable(query.getOPT());
        var reply = reply(query.getHeader());
        reply.addRecord(question, Section.QUESTION);
        var limit = limit(opt, transport);
        if (opt.isPresent() && opt.get().getVersion() > 0) {
            reply.getHeader().setRcode(Rcode.BADVERS & 0xf);
            reply.addRecord(new OPTRecord(MAX_UDP_BYTES, Rcode.BADVERS >> UNSIGNED_RCODE_BITS, 0), Section.ADDITIONAL);
            return reply.toWire(limit);
        }
        opt.ifPresent(o -> reply.addRecord(new OPTRecord(MAX_UDP_BYTES, 0, 0, o.getFlags() & DNSSEC_OK),
                Section.ADDITIONAL));
        if (question.getDClass() != DClass.IN || !zone.contains(question.getName())
                || isTransfer(question.getType())) {
            reply.getHeader().setRcode(Rcode.REFUSED);
        } else if (state.isEmpty()) {
            reply.getHeader().setRcode(Rcode.SERVFAIL);
        } else {
            fill(reply, question, published(state.get()));
        }
        return reply.toWire(limit);
    }

    private void fill(Message reply, Record question, Published published) {
        reply.getHeader().setFlag(Flags.AA);
        var name = question.getName();
        if (!published.exists(name)) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        if (name.equals(zone.origin())) {
            addTop(reply, question, published);
        }
        published.entry(name).ifPresent(entry -> {
            for (var address : entry.addresses()) {
                addAddress(reply, Section.ANSWER, name, question.getType(), entry.ttlSeconds(), address);
            }
        });
        if (reply.getSection(Section.ANSWER).isEmpty()) {
            reply.addRecord(zone.soa(published.revision(), Zone.NEGATIVE_TTL_SECONDS), Section.AUTHORITY);
        }
    }

    private void addTop(Message reply, Record question, Published published) {
        if (asks(question.getType(), Type.SOA)) {
            reply.addRecord(zone.soa(published.revision(), Zone.NODE_TTL_SECONDS), Section.ANSWER);
        }
        if (asks(question.getType(), Type.NS)) {
            zone.nameServers(question.getName()).forEach(server -> reply.addRecord(server, Section.ANSWER));
            zone.servers().forEach((server, address) -> addAddress(reply, Section.ADDITIONAL, server, Type.ANY,
                    Zone.NODE_TTL_SECONDS, address));
        }
    }

    /// The record carries the name as it was asked, because some clients compare it letter by letter.
    private static void addAddress(Message reply, int section, Name owner, int type, long ttl, InetAddress address) {
        if (address instanceof Inet4Address && asks(type, Type.A)) {
            reply.addRecord(new ARecord(owner, DClass.IN, ttl, address), section);
        } else if (address instanceof Inet6Address && asks(type, Type.AAAA)) {
            reply.addRecord(new AAAARecord(owner, DClass.IN, ttl, address), section);
        }
    }

    private static boolean asks(int type, int wanted) {
        return type == wanted || type == Type.ANY;
    }

    private static boolean isTransfer(int type) {
        return type == Type.AXFR || type == Type.IXFR;
    }

    private static int limit(Optional<OPTRecord> opt, Transport transport) {
        return switch (transport) {
            case TCP -> MAX_TCP_BYTES;
            case UDP -> opt
                    .map(o -> Math.clamp(o.getPayloadSize(), PLAIN_UDP_BYTES, MAX_UDP_BYTES))
                    .orElse(PLAIN_UDP_BYTES);
        };
    }

    private Published published(State state) {
        var names = latest;
        if (names.isEmpty() || names.get().state() != state) {
            names = Optional.of(new Names(state, Published.of(zone, state)));
            latest = names;
        }
        return names.orElseThrow().published();
    }

    private static Header header(byte[] query) {
        try {
            return new Header(query);
        } catch (IOException e) {
            throw new IllegalStateException("a header has " + Header.LENGTH + " bytes, there are " + query.length, e);
        }
    }

    /// The codec rejects bytes with checked and unchecked exceptions alike.
    private static Optional<Message> parsed(byte[] query) {
        try {
            return Optional.of(new Message(query));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /// One question and at most one OPT (RFC 6891). The header's own count says nothing: a message marked as truncated
    /// is read as far as it goes.
    private static boolean isWellFormed(Message query) {
        var options = query.getSection(Section.ADDITIONAL).stream().filter(r -> r.getType() == Type.OPT).count();
        return query.getSection(Section.QUESTION).size() == 1 && options <= 1;
    }

    private static Message reply(Header asked) {
        var reply = new Message(asked.getID());
        var header = reply.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(asked.getOpcode());
        for (var flag : new int[]{Flags.RD, Flags.CD}) {
            if (asked.getFlag(flag)) {
                header.setFlag(flag);
            }
        }
        return reply;
    }

    private static byte[] empty(Header asked, int rcode) {
        var reply = reply(asked);
        reply.getHeader().setRcode(rcode);
        return reply.toWire();
    }
}
