package io.fci.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The `-o` option.
final class Output {
    @Option(names = {"-o",
            "--output"}, paramLabel = "table|json|name", defaultValue = "table", converter = FormatName.class, description = "How data is printed: table for people, json for programs, name for scripts.")
    private Format format;

    enum Format {
        TABLE, JSON, NAME
    }

    Format format() {
        return format;
    }

    static final class FormatName implements ITypeConverter<Format> {
        @Override
        public Format convert(String value) {
            for (var format : Format.values()) {
                if (format.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return format;
                }
            }
            throw new TypeConversionException("'" + value + "' is not table, json or name");
        }
    }
}
