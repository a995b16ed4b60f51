package org.entropyrepair.testkit.kafka;

import java.io.IOException;

/**
 * The main class of the broker's own process: formats its folder if that is new, and runs Kafka
 * until it is told to stop, or until the process that started it is gone.
 */
public final class BrokerMain {
    private BrokerMain() {}

    /**
     * Runs the broker; does not return while it runs.
     *
     * @param args the file with the server's properties, and its cluster id
     */
    public static void main(String[] args) {
        endWithParent();
        String[] format = {
            "format", "-t", args[1], "-c", args[0], "--standalone", "--ignore-formatted"
        };
        int code = kafka.tools.StorageTool.execute(format, System.out);
        if (code != 0) {
            System.exit(code);
        }
        kafka.Kafka.main(new String[] {args[0]});
    }

    /** Standard input is a pipe from the parent: at its end the parent was killed. */
    private static void endWithParent() {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                while (System.in.read() >= 0) {
                                    Thread.onSpinWait();
                                }
                            } catch (IOException broken) {
                                // The same: nobody is at the other end.
                            }
                            Runtime.getRuntime().halt(0);
                        },
                        "end-with-parent");
        thread.setDaemon(true);
        thread.start();
    }
}
