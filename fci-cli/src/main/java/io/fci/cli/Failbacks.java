package io.fci.cli;

import io.fci.v1.FailbackPolicy;
import io.fci.v1.FailbackPolicy.Mode;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Failback policies as they are typed. What a time or a zone may be is judged by the cluster.
final class Failbacks implements ITypeConverter<FailbackPolicy> {
    private static final Pattern WINDOW = Pattern.compile("([0-9:]+)-([0-9:]+)(?:@(\\S+))?");

    @Override
    public FailbackPolicy convert(String value) {
        var window = WINDOW.matcher(value);
        return switch (value) {
            case "never" -> FailbackPolicy.newBuilder().setMode(Mode.MODE_NEVER).build();
            case "immediate" -> FailbackPolicy.newBuilder().setMode(Mode.MODE_IMMEDIATE).build();
            default -> {
                if (!window.matches()) {
                    throw new TypeConversionException("a failback policy is never, immediate or a window like"
                            + " 22:00-04:00@Europe/Berlin, not '" + value + "'");
                }
                var zone = window.group(3);
                yield FailbackPolicy.newBuilder()
                        .setMode(Mode.MODE_IN_WINDOW)
                        .setWindowStart(window.group(1))
                        .setWindowEnd(window.group(2))
                        .setTimeZone(zone == null ? "" : zone)
                        .build();
            }
        };
    }
}
