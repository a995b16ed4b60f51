package org.entropyrepair.testkit.flink;

import org.entropyrepair.testkit.net.FreePort;

/**
 * The ports of 127.0.0.1 that stay the same for a cluster's whole life.
 *
 * @param rest for clients and the web page
 * @param rpc where task managers find the job manager
 * @param zooKeeper who leads, where the cluster is highly available
 */
record FlinkPorts(int rest, int rpc, int zooKeeper) {
    static FlinkPorts pick() {
        FlinkPorts ports = new FlinkPorts(FreePort.pick(), FreePort.pick(), FreePort.pick());
        boolean different =
                ports.rest != ports.rpc
                        && ports.rpc != ports.zooKeeper
                        && ports.zooKeeper != ports.rest;
        return different ? ports : pick();
    }
}
