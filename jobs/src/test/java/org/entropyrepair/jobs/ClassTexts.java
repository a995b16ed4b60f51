package org.entropyrepair.jobs;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the text constants out of a class file (JVM specification, 4.4). */
final class ClassTexts {
    private static final int MAGIC_AND_VERSION_BYTES = 8;

    private ClassTexts() {}

    /** The values of all constants of kind {@code CONSTANT_String}. */
    static List<String> of(byte[] classFile) throws IOException {
        Map<Integer, String> words = new HashMap<>();
        List<Integer> texts = new ArrayList<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        in.skipNBytes(MAGIC_AND_VERSION_BYTES);
        int size = in.readUnsignedShort();
        for (int i = 1; i < size; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> words.put(i, in.readUTF());
                case 8 -> texts.add(in.readUnsignedShort());
                case 7, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++; // takes two places
                }
                default -> throw new IOException("constant: tag " + tag + " (expected: 1 to 20)");
            }
        }
        return texts.stream().map(words::get).map(Objects::requireNonNull).toList();
    }
}
