package io.fci.codec.api;

import io.fci.core.state.Fencing;
import io.fci.v1.FencingDevice;
import io.fci.v1.FencingDeviceStatus;
import java.util.Optional;

/// Fencing devices as the API shows them.
final class FencingWriter {
    private FencingWriter() {}

    static FencingDevice write(Fencing.Device device) {
        var message = FencingDevice.newBuilder()
                .setId(device.id())
                .setAgent(device.agent())
                .putAllParameters(device.parameters())
                .setTimeout(Durations.of(device.timeoutMillis()))
                .setLevel(device.level())
                .setPowerOn(device.powerOn());
        device.runOn().forEach(node -> message.addRunOn(ApiNames.of(node)));
        return message.build();
    }

    static FencingDeviceStatus status(Fencing fencing, Fencing.Device device) {
        var message = FencingDeviceStatus.newBuilder().setId(device.id());
        Optional.ofNullable(fencing.tests().get(device.id())).ifPresent(test -> {
            message.setOk(test.failure().isEmpty())
                    .setTestedBy(ApiNames.of(test.by()))
                    .setSince(Times.of(test.sinceWall()));
            test.failure()
                    .ifPresent(why -> message.setFailure(OperationWriter.failure("FENCING_DEVICE_FAILED", why)));
        });
        return message.build();
    }
}
