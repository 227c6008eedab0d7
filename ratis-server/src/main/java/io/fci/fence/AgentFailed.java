package io.fci.fence;

/// An agent could not be run or did not do what it was asked. The message is one clause that follows the device's name.
final class AgentFailed extends Exception {
    private static final long serialVersionUID = 1L;

    AgentFailed(String why) {
        super(why);
    }

    AgentFailed(String why, Throwable cause) {
        super(why, cause);
    }
}
