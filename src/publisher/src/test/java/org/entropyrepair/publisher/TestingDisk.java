package org.entropyrepair.publisher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A disk that forces nothing, because no test pulls the plug, and can be full: then it writes half
 * of what it is given.
 */
final class TestingDisk implements Disk {
    boolean full;
    boolean cutFails;

    @Override
    public void forceFolder(Path folder) {}

    @Override
    public AppendFile open(Path file) throws IOException {
        AppendFile real = REAL.open(file);
        return new AppendFile() {
            @Override
            public void append(ByteBuffer bytes) throws IOException {
                if (full) {
                    real.append(bytes.slice(0, bytes.remaining() / 2));
                    throw new IOException("No space left on device");
                }
                real.append(bytes);
            }

            @Override
            public void force() {
                // Forcing costs milliseconds, and changes nothing for whoever reads the same files.
            }

            @Override
            public void cut(long length) throws IOException {
                if (cutFails) {
                    throw new IOException("Read-only file system");
                }
                real.cut(length);
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }
}
