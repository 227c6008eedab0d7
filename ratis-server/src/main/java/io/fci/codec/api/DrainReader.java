package io.fci.codec.api;

import io.fci.core.log.Command;
import io.fci.core.state.Drain;
import io.fci.core.state.NodeName;
import io.fci.v1.DrainNodeRequest;
import java.util.Optional;

/// What a request says about draining a node.
public final class DrainReader {
    private DrainReader() {}

    public static Command.DrainNode read(NodeName node, DrainNodeRequest request) {
        return new Command.DrainNode(node,
                Texts.line("reason", "reason", request.getReason(), Texts.MOST_DESCRIPTION),
                request.getTargetNode().isEmpty()
                        ? Optional.empty()
                        : Optional.of(ApiNames.node("target_node", request.getTargetNode())),
                request.getKeepGroups(), request.getForce(),
                request.hasMaxParallel()
                        ? Numbers.within("max_parallel", "max_parallel", request.getMaxParallel(), 1,
                                Drain.MOST_PARALLEL)
                        : Drain.DEFAULT_PARALLEL);
    }
}
