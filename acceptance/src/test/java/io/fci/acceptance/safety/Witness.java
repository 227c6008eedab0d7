package io.fci.acceptance.safety;

/// Who saw that a node acted for the group.
enum Witness {
    /// A client that was answered.
    ANSWER("answers to a client"),
    /// The wire of the client's machine: frames that claim an address of the group.
    FRAME("frames on the wire"),
    /// The node's kernel has an address of the group.
    ADDRESS("the kernels' addresses"),
    /// The node's kernel has processes in a place of the group.
    PLACE("the kernels' processes"),
    /// The service, which writes while it lives.
    PROCESS("the service's own diary");

    final String words;

    Witness(String words) {
        this.words = words;
    }
}
