package io.fci.testing;

import java.util.Optional;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/// Prints, when a random test fails, the command that repeats it with the same values, and obeys that command. Applied to
/// every property of the module by jqwik, which finds it as a service.
public final class Replay implements AroundPropertyHook {
    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        Optional.ofNullable(System.getProperty("fci.seed")).ifPresent(context.attributes()::setSeed);
        var result = property.execute();
        if (result.status() == PropertyExecutionResult.Status.FAILED) {
            result.seed().ifPresent(seed -> System.out.println("replay: ./scripts/dev test -Dtest="
                    + context.containerClass().getSimpleName() + "#" + context.targetMethod().getName() + " -Dfci.seed="
                    + seed));
        }
        return result;
    }
}
