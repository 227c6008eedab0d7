package io.fci.core.state;

import java.util.OptionalLong;

/// A person's hand on something, for a while: health is not looked at, or nobody else may touch it.
///
/// @param reason why; may be empty
/// @param by who; may be empty
/// @param since cluster time in milliseconds
/// @param until cluster time at which it ends by itself; empty: a person ends it
public record Hold(String reason, String by, long since, long sinceWall, OptionalLong until) {
    public boolean isOver(long now) {
        return until.isPresent() && until.getAsLong() <= now;
    }

    /// To follow the name of what is done: " (disk check, by alice)".
    public String words() {
        var who = by.isEmpty() ? "" : "by " + by;
        var both = reason.isEmpty() ? who : who.isEmpty() ? reason : reason + ", " + who;
        return both.isEmpty() ? "" : " (" + both + ")";
    }
}
