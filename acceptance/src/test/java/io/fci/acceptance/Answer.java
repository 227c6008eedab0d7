package io.fci.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/// What the command line said.
public record Answer(int code, String out, String err) {
    public static Answer of(Shell.Ran ran) {
        return new Answer(ran.code(), ran.out(), ran.err());
    }

    public JsonObject json() {
        return JsonParser.parseString(out).getAsJsonObject();
    }

    public Answer orFail() {
        assertThat(code).as("exit code; stdout: %s; stderr: %s", out, err).isZero();
        return this;
    }
}
