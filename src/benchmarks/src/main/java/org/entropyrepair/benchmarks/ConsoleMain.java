package org.entropyrepair.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.entropyrepair.console.Main;

/**
 * The process of a console that is measured: the command as it is, and for each word on a line of
 * standard input a line that says a number. Ends with its input.
 */
public final class ConsoleMain {
    /** How much of the heap is used after a collection, bytes. */
    static final String HEAP = "heap";

    /** How much CPU time the process has taken, nanoseconds. */
    static final String CPU = "cpu";

    /** What stands before a number. */
    static final String MARK = "number: ";

    private ConsoleMain() {}

    /**
     * Runs it.
     *
     * @param args what the console is called with
     */
    public static void main(String[] args) {
        Thread asked = new Thread(ConsoleMain::answer, "asked");
        asked.setDaemon(true);
        asked.start();
        Main.main(args);
    }

    private static void answer() {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(MARK + (line.equals(HEAP) ? heapBytes() : cpuNanos()));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        System.exit(0);
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
