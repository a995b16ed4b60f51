package org.entropyrepair.flow.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.core.model.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The letters that formats are spelled with: numbers of variable length, texts, byte sequences and
 * what may be absent. Every value has exactly one spelling, so that equal values are equal bytes.
 *
 * <p>These letters are part of every format and never change.
 */
public final class Encoding {
    /** Longest text or byte sequence that is written or read, in bytes. */
    static final int LENGTH_MAX = 1 << 29;

    /** Memory is given to a sequence in steps of this size, so a broken length costs no more. */
    private static final int READ_STEP = 1 << 20;

    /** Lists get no more room than this before their elements have been read. */
    private static final int CAPACITY_MAX = 64;

    private Encoding() {}

    /** Writes a number in groups of 7 bits, lowest first; 1 byte up to 127, 10 if negative. */
    public static void writeVarLong(long value, DataOutputView out) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** Reads a number written by {@link #writeVarLong}. */
    public static long readVarLong(DataInputView in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int group = in.readByte();
            value |= (long) (group & 0x7F) << shift;
            if (group >= 0) {
                return value;
            }
        }
        throw new IOException("number: longer than 10 bytes (expected: at most 10)");
    }

    /** Writes a number as {@link #writeVarLong} does; up to 5 bytes, negative ones included. */
    public static void writeVarInt(int value, DataOutputView out) throws IOException {
        writeVarLong(value & 0xFFFFFFFFL, out);
    }

    /** Reads a number written by {@link #writeVarInt}. */
    public static int readVarInt(DataInputView in) throws IOException {
        long value = readVarLong(in);
        if (value >>> 32 != 0) {
            throw new IOException("number: " + value + " (expected: 32 bits)");
        }
        return (int) value;
    }

    /** Writes a number that is small either way: 1 byte from -64 to 63. */
    public static void writeSigned(long value, DataOutputView out) throws IOException {
        writeVarLong(value << 1 ^ value >> 63, out);
    }

    /** Reads a number written by {@link #writeSigned}. */
    public static long readSigned(DataInputView in) throws IOException {
        long folded = readVarLong(in);
        return folded >>> 1 ^ -(folded & 1);
    }

    /**
     * Writes a text: its length in bytes times two, then UTF-8. A text that UTF-8 cannot hold (half
     * of a surrogate pair, which JSON lets through) is written as UTF-16 with the length's lowest
     * bit set: were it written with replacement characters, its hash would differ on the far side.
     */
    public static void writeString(String text, DataOutputView out) throws IOException {
        boolean wellFormed = isWellFormed(text);
        byte[] bytes = wellFormed ? text.getBytes(StandardCharsets.UTF_8) : utf16(text);
        writeLength(bytes.length, out, wellFormed ? 0 : 1);
        out.write(bytes);
    }

    /** Reads a text written by {@link #writeString}. */
    public static String readString(DataInputView in) throws IOException {
        return readString(readVarLong(in), in);
    }

    /** Reads what follows the length. */
    static String readString(long head, DataInputView in) throws IOException {
        byte[] bytes = readExactly(head >>> 1, in);
        return (head & 1) == 0 ? new String(bytes, StandardCharsets.UTF_8) : utf16(bytes);
    }

    /** Writes a byte sequence: its length, then itself. */
    public static void writeBytes(Bytes bytes, DataOutputView out) throws IOException {
        if (bytes.size() > LENGTH_MAX) {
            throw tooLong(bytes.size());
        }
        writeVarLong(bytes.size(), out);
        out.write(bytes.unsafeArray());
    }

    /** Reads a byte sequence written by {@link #writeBytes}. */
    public static Bytes readBytes(DataInputView in) throws IOException {
        return Bytes.wrap(readExactly(readVarLong(in), in));
    }

    /** Writes a yes or no as one byte. */
    public static void writeBoolean(boolean value, DataOutputView out) throws IOException {
        out.writeByte(value ? 1 : 0);
    }

    /** Reads a yes or no; anything else is an error. */
    public static boolean readBoolean(DataInputView in) throws IOException {
        int found = in.readByte();
        if (found != 0 && found != 1) {
            throw new IOException("marker: " + found + " (expected: 0 or 1)");
        }
        return found == 1;
    }

    /**
     * Writes what may be absent: a marker, then the value if it is there.
     *
     * @param <T> type of the value
     */
    public static <T> void writeNullable(@Nullable T value, Writer<T> writer, DataOutputView out)
            throws IOException {
        writeBoolean(value != null, out);
        if (value != null) {
            writer.write(value, out);
        }
    }

    /**
     * Reads what {@link #writeNullable} wrote.
     *
     * @param <T> type of the value
     */
    public static <T> @Nullable T readNullable(Reader<T> reader, DataInputView in)
            throws IOException {
        return readBoolean(in) ? reader.read(in) : null;
    }

    /**
     * Writes a list: how many, then each.
     *
     * @param <T> type of the elements
     */
    public static <T> void writeList(List<T> list, Writer<T> writer, DataOutputView out)
            throws IOException {
        writeVarInt(list.size(), out);
        for (T element : list) {
            writer.write(element, out);
        }
    }

    /**
     * Reads what {@link #writeList} wrote.
     *
     * @param <T> type of the elements
     * @return an unmodifiable list
     */
    public static <T> List<T> readList(Reader<T> reader, DataInputView in) throws IOException {
        int count = readVarInt(in);
        if (count < 0) {
            throw tooLong(count);
        }
        List<T> list = new ArrayList<>(Math.min(count, CAPACITY_MAX));
        for (int i = 0; i < count; i++) {
            list.add(reader.read(in));
        }
        return Collections.unmodifiableList(list);
    }

    /**
     * Writes one value.
     *
     * @param <T> type of the value
     */
    @FunctionalInterface
    public interface Writer<T> {
        /** Writes {@code value}. */
        void write(T value, DataOutputView out) throws IOException;
    }

    /**
     * Reads one value.
     *
     * @param <T> type of the value
     */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads what the writer wrote. */
        T read(DataInputView in) throws IOException;
    }

    private static void writeLength(int length, DataOutputView out, int lowestBit)
            throws IOException {
        if (length > LENGTH_MAX) {
            throw tooLong(length);
        }
        writeVarLong((long) length << 1 | lowestBit, out);
    }

    private static byte[] readExactly(long length, DataInputView in) throws IOException {
        if (length < 0 || length > LENGTH_MAX) {
            throw tooLong(length);
        }
        byte[] bytes = new byte[(int) Math.min(length, READ_STEP)];
        in.readFully(bytes);
        while (bytes.length < length) {
            int had = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * had));
            in.readFully(bytes, had, bytes.length - had);
        }
        return bytes;
    }

    private static IOException tooLong(long length) {
        return new IOException("length: " + length + " (expected: 0 to " + LENGTH_MAX + ")");
    }

    private static boolean isWellFormed(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < length
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static byte[] utf16(String text) {
        byte[] bytes = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            bytes[2 * i] = (byte) (text.charAt(i) >>> 8);
            bytes[2 * i + 1] = (byte) text.charAt(i);
        }
        return bytes;
    }

    private static String utf16(byte[] bytes) {
        char[] chars = new char[bytes.length / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) ((bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF));
        }
        return new String(chars);
    }
}
