package io.fci.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/// What the command line said.
record Answer(int code, String out, String err) {
    static Answer of(Shell.Ran ran) {
        return new Answer(ran.code(), ran.out(), ran.err());
    }

    JsonObject json() {
        return JsonParser.parseString(out).getAsJsonObject();
    }

    Answer orFail() {
        assertThat(code).as("exit code; stdout: %s; stderr: %s", out, err).isZero();
        return this;
    }
}
