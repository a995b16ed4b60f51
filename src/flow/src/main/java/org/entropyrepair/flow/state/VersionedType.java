package org.entropyrepair.flow.state;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Flink's handle on a type that has a {@link VersionedSerializer}; what operators, state
 * descriptors and side outputs are declared with, so that no type is ever left to Kryo.
 *
 * @param <T> an immutable type
 */
public final class VersionedType<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private final VersionedSerializer<T> serializer;

    /**
     * Of a type and its serializer.
     *
     * @param type the class all values have, or their sealed interface
     * @param serializer how they are written
     */
    public VersionedType(Class<T> type, VersionedSerializer<T> serializer) {
        this.type = type;
        this.serializer = serializer;
    }

    /** The serializer, the same for every configuration. */
    public VersionedSerializer<T> serializer() {
        return serializer;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
    }

    /** Whether values have an equality and hash that hold across machines. */
    @Override
    public boolean isKeyType() {
        return serializer instanceof SubjectSerializer;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof VersionedType;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionedType<?> that
                && type == that.type
                && serializer.equals(that.serializer);
    }

    @Override
    public int hashCode() {
        return type.getName().hashCode();
    }

    @Override
    public String toString() {
        return "VersionedType(" + serializer.name() + ")";
    }
}
