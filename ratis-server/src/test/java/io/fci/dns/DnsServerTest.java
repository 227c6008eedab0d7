package io.fci.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.core.state.Group.Desired;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsServerTest {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Lab lab = new Lab();
    private DnsServer server;

    @BeforeEach
    void start() throws IOException {
        server = new DnsServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), lab::state,
                new Answers(Lab.ZONE));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    }

    private Message overUdp(Message query) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var bytes = query.toWire();
            socket.send(new DatagramPacket(bytes, bytes.length, server.address()));
            var answer = new DatagramPacket(new byte[2_048], 2_048);
            socket.receive(answer);
            return new Message(Arrays.copyOf(answer.getData(), answer.getLength()));
        }
    }

    private Socket connected() throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server.address(), PATIENCE_MILLIS);
        return socket;
    }

    private static void send(Socket socket, byte[] message) throws IOException {
        var frame = new byte[message.length + 2];
        frame[0] = (byte) (message.length >> 8);
        frame[1] = (byte) message.length;
        System.arraycopy(message, 0, frame, 2, message.length);
        socket.getOutputStream().write(frame);
    }

    private static Message received(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        return new Message(in.readNBytes(in.readUnsignedShort()));
    }

    private Message overTcp(Message query) throws IOException {
        try (var socket = connected()) {
            send(socket, query.toWire());
            return received(socket);
        }
    }

    @Test
    void servesFailureUntilReadyAndThenTheState() throws IOException {
        lab.create("orders.fci.test", 5, Desired.ONLINE, "10.77.0.50");
        assertThat(overUdp(query("orders.fci.test.", Type.A)).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(overTcp(query("orders.fci.test.", Type.A)).getRcode()).isEqualTo(Rcode.SERVFAIL);

        server.ready();

        assertThat(overUdp(query("orders.fci.test.", Type.A)).getSection(Section.ANSWER)).hasSize(1);
        assertThat(overTcp(query("orders.fci.test.", Type.A)).getSection(Section.ANSWER)).hasSize(1);
        lab.offline().released();
        assertThat(overUdp(query("orders.fci.test.", Type.A)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void longAnswerIsCutOverUdpAndWholeOverTcp() throws IOException {
        lab.create("orders.fci.test", 5, Desired.ONLINE,
                IntStream.range(0, 60).mapToObj(i -> "fd77::1:" + Integer.toHexString(i)).toArray(String[]::new));
        server.ready();

        assertThat(overUdp(query("orders.fci.test.", Type.AAAA)).getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(overTcp(query("orders.fci.test.", Type.AAAA)).getSection(Section.ANSWER)).hasSize(60);
    }

    @Test
    void noiseIsSurvived() throws IOException {
        server.ready();
        try (var socket = new DatagramSocket()) {
            for (int length = 0; length < 3_000; length += 100) {
                socket.send(new DatagramPacket(new byte[length], length, server.address()));
            }
        }

        assertThat(overUdp(query("n1.fci.test.", Type.A)).getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void severalQueriesShareAConnection() throws IOException {
        server.ready();
        try (var socket = connected()) {
            send(socket, query("n1.fci.test.", Type.A).toWire());
            send(socket, query("n2.fci.test.", Type.AAAA).toWire());

            assertThat(received(socket).getQuestion().getName()).hasToString("n1.fci.test.");
            assertThat(received(socket).getQuestion().getName()).hasToString("n2.fci.test.");
        }
    }

    @Test
    void frameTooLongEndsTheConnection() throws IOException {
        try (var socket = connected()) {
            socket.getOutputStream().write(new byte[]{(byte) 0xff, (byte) 0xff, 0, 0});

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAndTheOthersStay() throws IOException {
        server.ready();
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < DnsServer.MAX_CONNECTIONS; i++) {
                sockets.add(connected());
            }
            // Its answer says that all before it were accepted.
            send(sockets.getLast(), query("n1.fci.test.", Type.A).toWire());
            assertThat(received(sockets.getLast()).getRcode()).isEqualTo(Rcode.NOERROR);
            try (var tooMany = connected()) {
                assertThat(tooMany.getInputStream().read()).isEqualTo(-1);
            }
            send(sockets.getFirst(), query("n1.fci.test.", Type.A).toWire());
            assertThat(received(sockets.getFirst()).getRcode()).isEqualTo(Rcode.NOERROR);
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void portThatIsTakenIsNamedInOneSentence() {
        assertThatThrownBy(() -> new DnsServer(server.address(), lab::state, new Answers(Lab.ZONE)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot answer DNS on 127.0.0.1 port " + server.address().getPort() + ": ")
                .message().doesNotContain("\n");
    }
}
