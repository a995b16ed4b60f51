package org.entropyrepair.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "device-42", "Zürich", "東京", "a\uFFFDb", "\uFFFD", "\uD83D\uDE00"})
    void textIsReadBackAsItWas(String text) {
        assertThat(Bytes.utf8(text).asUtf8()).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0af", "eda080", "61c3", "efbfbdff", "f4908080"})
    void whatIsNotUtf8IsNoText(String hex) {
        assertThat(Bytes.wrap(HexFormat.of().parseHex(hex)).asUtf8()).isEmpty();
    }

    @Test
    void whatIsNoTextIsShownAsBase64() {
        assertThat(Bytes.wrap(new byte[] {(byte) 0xFF})).hasToString("base64:/w==");
    }
}
