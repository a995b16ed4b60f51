package org.entropyrepair.flow.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;

/**
 * How the smaller words are spelled inside the formats of this package. They have no format number
 * of their own: to spell one differently, add a second pair of methods and raise the number of
 * every format that uses it.
 */
public final class Words {
    private static final int KIND_MASK = 0x3F;
    private static final int EXPIRES = 0x40;

    private Words() {}

    /** Writes a token: 24 bytes, big-endian. */
    public static void writeToken(Token token, DataOutputView out) throws IOException {
        out.writeLong(token.generatedAtMicros());
        out.writeLong(token.nonceHigh());
        out.writeLong(token.nonceLow());
    }

    /** Reads a token. */
    public static Token readToken(DataInputView in) throws IOException {
        return new Token(in.readLong(), in.readLong(), in.readLong());
    }

    /** Writes a version: 25 bytes, or 33 if it expires. */
    public static void writeVersion(Version version, DataOutputView out) throws IOException {
        out.writeByte(version.kind().code() | (version.expires() ? EXPIRES : 0));
        writeToken(version.token(), out);
        if (version.expires()) {
            out.writeLong(version.expiresAtMicros());
        }
    }

    /** Reads a version. */
    public static Version readVersion(DataInputView in) throws IOException {
        int head = in.readByte();
        Token token = readToken(in);
        long expiresAtMicros = (head & EXPIRES) != 0 ? in.readLong() : Version.NEVER;
        return new Version(token, Version.Kind.ofCode(head & KIND_MASK), expiresAtMicros);
    }

    /** Writes a cell. */
    public static void writeCell(Cell cell, DataOutputView out) throws IOException {
        Encoding.writeString(cell.namespace(), out);
        Encoding.writeBytes(cell.id(), out);
        Encoding.writeNullable(cell.key(), Encoding::writeBytes, out);
    }

    /** Reads a cell. */
    public static Cell readCell(DataInputView in) throws IOException {
        return new Cell(
                Names.read(in),
                Encoding.readBytes(in),
                Encoding.readNullable(Encoding::readBytes, in));
    }

    /** Writes a cause. */
    public static void writeCause(Cause cause, DataOutputView out) throws IOException {
        Encoding.writeVarInt(cause.kind().code(), out);
        Encoding.writeString(cause.message(), out);
    }

    /** Reads a cause. */
    public static Cause readCause(DataInputView in) throws IOException {
        return new Cause(causeKind(Encoding.readVarInt(in)), Encoding.readString(in));
    }

    /** Writes a position. */
    public static void writePosition(Position position, DataOutputView out) throws IOException {
        Encoding.writeString(position.topic(), out);
        Encoding.writeVarInt(position.partition(), out);
        Encoding.writeVarLong(position.offset(), out);
    }

    /** Reads a position. */
    public static Position readPosition(DataInputView in) throws IOException {
        return new Position(Names.read(in), Encoding.readVarInt(in), Encoding.readVarLong(in));
    }

    /** Writes headers: one byte says which are there. */
    public static void writeHeaders(RawRecord.Headers headers, DataOutputView out)
            throws IOException {
        String[] all = {
            headers.target(), headers.redrives(), headers.redrivenAt(), headers.traceparent()
        };
        int there = 0;
        for (int i = 0; i < all.length; i++) {
            there |= all[i] != null ? 1 << i : 0;
        }
        out.writeByte(there);
        for (String header : all) {
            if (header != null) {
                Encoding.writeString(header, out);
            }
        }
    }

    /** Reads headers. */
    public static RawRecord.Headers readHeaders(DataInputView in) throws IOException {
        int there = in.readByte();
        if (there == 0) {
            return RawRecord.Headers.NONE;
        }
        return new RawRecord.Headers(
                (there & 1) != 0 ? Encoding.readString(in) : null,
                (there & 2) != 0 ? Encoding.readString(in) : null,
                (there & 4) != 0 ? Encoding.readString(in) : null,
                (there & 8) != 0 ? Encoding.readString(in) : null);
    }

    private static Cause.Kind causeKind(int code) {
        for (Cause.Kind kind : Cause.Kind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("cause kind: " + code + " (expected: 0 to 6)");
    }
}
