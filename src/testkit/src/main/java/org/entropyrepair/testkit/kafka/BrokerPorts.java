package org.entropyrepair.testkit.kafka;

import org.entropyrepair.testkit.net.FreePort;

/**
 * The ports of 127.0.0.1 a broker listens on.
 *
 * @param clients for what is under test
 * @param direct the second door
 * @param controller for itself
 */
record BrokerPorts(int clients, int direct, int controller) {
    static BrokerPorts pick() {
        int clients = FreePort.pick();
        int direct = FreePort.pick();
        int controller = FreePort.pick();
        return clients == direct || direct == controller || controller == clients
                ? pick()
                : new BrokerPorts(clients, direct, controller);
    }
}
