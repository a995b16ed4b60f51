package org.entropyrepair.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.entropyrepair.console.model.Repairs;
import org.entropyrepair.console.model.Scratch;
import org.entropyrepair.core.model.RepairState;

/**
 * Measures by hand what so many outcomes cost the console's model: {@code java -Xmx256m … COUNT}.
 * Says how long they took to be read, the process's largest memory, and how long searches took.
 */
final class MillionOutcomes {
    private static final int SEARCHES = 200;

    private MillionOutcomes() {}

    /** Measures. */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        try (Scratch scratch = Scratch.open()) {
            Repairs repairs = new Repairs(scratch);
            long began = System.nanoTime();
            for (int i = 0; i < count; i++) {
                Told.tell(
                        repairs,
                        Told.outcome(
                                "user:" + i % (count / 10 + 1),
                                "item:" + i,
                                i % 3 == 0 ? "eu" : "us",
                                i % 10 == 0 ? RepairState.BACKING_OFF : RepairState.APPLIED,
                                i,
                                Told.START + i,
                                i % 10 == 0 ? "no host, " + i % 70 : ""));
            }
            System.out.printf(
                    Locale.ROOT, "%,d read in %.1f s%n", count, (System.nanoTime() - began) / 1e9);
            say("names", repairs, count, i -> "user:" + i + " item");
            say("beginnings", repairs, count, i -> "item:" + i / 1000);
            say("too wide", repairs, count, i -> "user: nothing");
            long look = System.nanoTime();
            int groups = repairs.waiting().size();
            System.out.printf(
                    Locale.ROOT,
                    "%d groups in %.1f ms%n",
                    groups,
                    (System.nanoTime() - look) / 1e6);
        }
        for (String line :
                java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM")) {
                System.out.println("most memory: " + line);
            }
        }
    }

    private interface Query {
        String of(int number);
    }

    private static void say(String what, Repairs repairs, int count, Query query) {
        Random random = new Random(7);
        long[] nanos = new long[SEARCHES];
        long found = 0;
        for (int i = 0; i < SEARCHES; i++) {
            String words = query.of(random.nextInt(count / 10 + 1));
            long began = System.nanoTime();
            found += repairs.search(words, 50, 1_000).size();
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f ms, 99 %% %.2f ms, most %.2f ms; %d found%n",
                what,
                nanos[SEARCHES / 2] / 1e6,
                nanos[SEARCHES * 99 / 100] / 1e6,
                nanos[SEARCHES - 1] / 1e6,
                found);
    }
}
