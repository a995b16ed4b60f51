package org.entropyrepair.flow.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A serializer of an immutable type whose every value starts with the number of the format it is
 * written in.
 *
 * <p>The newest format is written, all formats from 1 on are read. To change a format: raise the
 * number, keep the branch that reads the old one, and add golden bytes of the new one beside the
 * old. A type that Flink keys by ({@link SubjectSerializer}) can never change its format: the bytes
 * are the key.
 *
 * <p>Stateless, so one instance serves all threads. Subclasses are found again by the class of
 * their snapshot, whose name is written into every savepoint and therefore never changes.
 *
 * @param <T> an immutable type
 */
public abstract class VersionedSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final int format;

    /**
     * For subclasses, once each.
     *
     * @param name what is stored, in messages and snapshots; never changes
     * @param format number of the format written, 1 to 127
     */
    protected VersionedSerializer(String name, int format) {
        if (format < 1 || format > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("format: " + format + " (expected: 1 to 127)");
        }
        this.name = name;
        this.format = format;
    }

    /**
     * Writes what follows the format number, in the newest format.
     *
     * @throws IOException if {@code out} does not take it
     */
    protected abstract void write(T value, DataOutputView out) throws IOException;

    /**
     * Reads what follows the format number.
     *
     * @param format the number read, 1 to the newest
     * @throws IOException if {@code in} ends early or holds something else
     */
    protected abstract T read(int format, DataInputView in) throws IOException;

    /** What is stored: the name given at construction. */
    public final String name() {
        return name;
    }

    /** Number of the format this build writes. */
    public final int format() {
        return format;
    }

    @Override
    public final void serialize(T value, DataOutputView out) throws IOException {
        out.writeByte(format);
        write(value, out);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if the value is in a format that only a newer release knows
     */
    @Override
    public final T deserialize(DataInputView in) throws IOException {
        int found = in.readByte();
        if (found < 1 || found > format) {
            throw unknownFormat(found);
        }
        return read(found, in);
    }

    /** What is thrown for a format that this build does not know. */
    final IOException unknownFormat(int found) {
        return new IOException(
                "format of "
                        + name
                        + ": "
                        + found
                        + " (expected: 1 to "
                        + format
                        + "; a larger one was written by a newer release, run that one)");
    }

    @Override
    public final T deserialize(T reuse, DataInputView in) throws IOException {
        return deserialize(in);
    }

    @Override
    public final void copy(DataInputView in, DataOutputView out) throws IOException {
        serialize(deserialize(in), out);
    }

    @Override
    public final T copy(T from) {
        return from;
    }

    @Override
    public final T copy(T from, T reuse) {
        return from;
    }

    @Override
    public final boolean isImmutableType() {
        return true;
    }

    @Override
    public final TypeSerializer<T> duplicate() {
        return this;
    }

    /** Not supported: there is no such thing as an empty value of these types. */
    @Override
    public final T createInstance() {
        throw new UnsupportedOperationException("an immutable value has no empty instance");
    }

    @Override
    public final int getLength() {
        return -1;
    }

    @Override
    public abstract VersionedSnapshot<T> snapshotConfiguration();

    @Override
    public final boolean equals(Object other) {
        return other != null && other.getClass() == getClass();
    }

    @Override
    public final int hashCode() {
        return getClass().getName().hashCode();
    }
}
