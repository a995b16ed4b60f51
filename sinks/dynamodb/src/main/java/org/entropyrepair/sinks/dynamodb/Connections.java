package org.entropyrepair.sinks.dynamodb;

import java.util.HashMap;
import java.util.Map;

/**
 * The connections that this JVM has open, one per settings however often they are opened: the tasks
 * of a job, or its next attempt while the last one is still closing. Static, so one per class
 * loader.
 */
final class Connections {
    private static final Map<Settings.Client, Connection> OPEN = new HashMap<>();

    private Connections() {}

    /** The connection of these settings with one more user. */
    static Connection acquire(Settings.Client settings) {
        synchronized (OPEN) {
            Connection connection = OPEN.computeIfAbsent(settings, Connection::new);
            connection.users++;
            return connection;
        }
    }

    /** Gives a connection back; after the last user it ends in the background. */
    static void release(Connection connection) {
        synchronized (OPEN) {
            connection.users--;
            if (connection.users > 0) {
                return;
            }
            OPEN.remove(connection.settings());
        }
        Thread ending = new Thread(connection::shutDown, "dynamodb-close");
        ending.setDaemon(true);
        ending.start();
    }

    /** How many there are. */
    static int count() {
        synchronized (OPEN) {
            return OPEN.size();
        }
    }
}
