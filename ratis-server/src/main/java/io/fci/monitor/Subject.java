package io.fci.monitor;

import io.fci.core.node.Orders.EpochKey;
import io.fci.core.node.Step;
import io.fci.core.state.ResourceName;
import java.util.Optional;

/// What a step or a report is about: one ownership as a whole, or one resource under it. About one subject one thing
/// happens at a time.
record Subject(EpochKey key, Optional<ResourceName> resource) {
    static Subject whole(EpochKey key) {
        return new Subject(key, Optional.empty());
    }

    static Subject of(EpochKey key, ResourceName resource) {
        return new Subject(key, Optional.of(resource));
    }

    static Subject of(Step step) {
        return switch (step) {
            case Step.Open s -> whole(s.owned());
            case Step.Start s -> of(s.owned(), s.resource().name());
            case Step.Cancel s -> of(s.owned(), s.resource());
            case Step.Stop s -> of(s.owned(), s.resource().name());
            case Step.Check s -> of(s.owned(), s.resource().name());
            case Step.Close s -> whole(s.owned());
            case Step.Release s -> whole(s.owned());
        };
    }

    @Override
    public String toString() {
        return resource.map(name -> name + " of " + key).orElse(key.toString());
    }
}
