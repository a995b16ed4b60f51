package org.entropyrepair.flow.repair;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A sink which keeps all it gets in this JVM's memory, by name, over all lives of a job. */
final class Collected<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Queue<Object>> BY_NAME = new ConcurrentHashMap<>();

    private final String name;

    Collected(String name) {
        this.name = name;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        Queue<Object> into = of(name);
        return new SinkWriter<>() {
            @Override
            public void write(T element, Context written) {
                into.add(element);
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }

    private static Queue<Object> of(String name) {
        return BY_NAME.computeIfAbsent(name, unused -> new ConcurrentLinkedQueue<>());
    }

    @SuppressWarnings("unchecked")
    static <T> List<T> all(String name) {
        return of(name).stream().map(element -> (T) element).toList();
    }

    static void forget(String name) {
        BY_NAME.remove(name);
    }
}
