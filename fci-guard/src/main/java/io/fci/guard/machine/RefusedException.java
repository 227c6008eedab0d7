package io.fci.guard.machine;

import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsReason;
import java.util.Map;

/// What was asked was not done, for an expected reason.
public final class RefusedException extends Exception {
    private final HandsReason reason;
    private final Map<String, String> facts;

    public RefusedException(HandsReason reason, String sentence, Map<String, String> facts) {
        super(sentence);
        this.reason = reason;
        this.facts = facts;
    }

    public RefusedException(HandsReason reason, String sentence) {
        this(reason, sentence, Map.of());
    }

    public HandsAnswer.Refused answer() {
        return new HandsAnswer.Refused(reason, getMessage(), facts);
    }
}
