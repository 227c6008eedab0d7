package io.fci.agent;

/// The resource did not do what it should; the message is a sentence for people.
public final class AgentFailed extends Exception {
    private static final long serialVersionUID = 1L;

    public AgentFailed(String message) {
        super(message);
    }
}
