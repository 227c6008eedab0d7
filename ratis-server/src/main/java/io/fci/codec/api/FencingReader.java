package io.fci.codec.api;

import static io.fci.codec.api.Durations.SECOND;

import io.fci.core.state.Fencing;
import io.fci.v1.FencingDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// What a request says about fencing devices.
public final class FencingReader {
    private static final int MOST_DEVICES = 100;
    private static final int MOST_LEVEL = 9;
    private static final long DEFAULT_TIMEOUT = 60 * SECOND;

    private FencingReader() {}

    /// In the order in which they are tried.
    public static List<Fencing.Device> devices(String field, List<FencingDevice> given) {
        if (given.size() > MOST_DEVICES) {
            throw Malformed.field(field,
                    "the node has " + given.size() + " fencing devices, more than any cluster takes");
        }
        boolean levels = given.stream().anyMatch(d -> d.getLevel() != 0);
        var list = new ArrayList<Fencing.Device>();
        for (int i = 0; i < given.size(); i++) {
            var device = given.get(i);
            var place = field + "[" + i + "]";
            if (levels && device.getLevel() == 0) {
                throw Malformed.field(place + ".level", "fencing device '" + device.getId()
                        + "' has no level, and others have; give every device a level, or none");
            }
            list.add(device(place, device, levels ? device.getLevel() : i + 1));
        }
        list.sort(Comparator.comparingInt(Fencing.Device::level));
        return list;
    }

    private static Fencing.Device device(String field, FencingDevice device, int level) {
        return new Fencing.Device(device.getId(), device.getAgent(), new TreeMap<>(device.getParametersMap()),
                GroupReader.nodes(field + ".run_on", device.getRunOnList()),
                device.hasTimeout()
                        ? Durations.millis(field + ".timeout", "timeout", device.getTimeout(), SECOND, 600 * SECOND)
                        : DEFAULT_TIMEOUT,
                Numbers.within(field + ".level", "level", level, 1, MOST_LEVEL), device.getPowerOn());
    }

    /// For sentences that people write: bounded, one line.
    public static String comment(String text) {
        return Texts.line("comment", "comment", text, Texts.MOST_DESCRIPTION);
    }
}
