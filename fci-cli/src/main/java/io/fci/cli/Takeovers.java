package io.fci.cli;

import io.fci.v1.SafetyPolicy.Takeover;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Takeover policies as they are typed.
final class Takeovers implements ITypeConverter<Takeover> {
    @Override
    public Takeover convert(String value) {
        return switch (value) {
            case "lease" -> Takeover.TAKEOVER_LEASE;
            case "lease-and-fence" -> Takeover.TAKEOVER_LEASE_AND_FENCE;
            case "manual" -> Takeover.TAKEOVER_MANUAL;
            default -> throw new TypeConversionException(
                    "a takeover policy is lease, lease-and-fence or manual, not '" + value + "'");
        };
    }
}
