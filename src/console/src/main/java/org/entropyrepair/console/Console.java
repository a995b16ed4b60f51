package org.entropyrepair.console;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.console.act.Tool;
import org.entropyrepair.console.act.Work;
import org.entropyrepair.console.flink.FlinkView;
import org.entropyrepair.console.follow.Follower;
import org.entropyrepair.console.model.History;
import org.entropyrepair.console.model.Letters;
import org.entropyrepair.console.model.Repairs;
import org.entropyrepair.console.model.Scratch;
import org.entropyrepair.console.web.Scene;
import org.entropyrepair.console.web.Server;
import org.entropyrepair.console.web.Site;
import org.entropyrepair.console.web.Stage;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.flow.topic.TopicAt;
import org.entropyrepair.jobs.ConfiguredTopics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console, from {@link #open} to {@link #close}. It keeps nothing that the topics and Flink do
 * not say: ended at any time and opened again, it shows the same, but for its charts.
 */
public final class Console implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final long LOOK_MILLIS = 2_000;
    private static final long SCOPES_MILLIS = 5_000;
    private static final String HANDLED = ".handled";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Repairs repairs;
    private final Letters letters;
    private final History history = new History();
    private final RegionConfig config;
    private final @Nullable FlinkView flink;
    private final Tool tool;
    private final Work work;
    private final Plan plan;
    private final Server server;
    private final Map<String, Long> endedBefore = new HashMap<>();
    private final Follower outcomesRead;
    private long lookedNanos = System.nanoTime();
    private boolean wasCaughtUp;
    private volatile FlinkView.Job job = FlinkView.Job.UNKNOWN;
    private volatile Tool.Ran scopes = new Tool.Ran(1, List.of(), List.of("not asked yet"));

    /**
     * What is to be shown, and where.
     *
     * @param config the region config
     * @param file where it stands
     * @param flink Flink's REST API; null for none
     * @param jobName name of the job
     * @param door where it is served
     * @param stage of a demonstration
     * @param journal takes a line for each change
     */
    public record Plan(
            RegionConfig config,
            Path file,
            @Nullable URI flink,
            String jobName,
            Site.Door door,
            Stage stage,
            Consumer<String> journal) {}

    private Console(Plan plan) throws IOException {
        this.plan = plan;
        this.config = plan.config();
        URI at = plan.flink();
        this.flink = at == null ? null : new FlinkView(at, plan.jobName());
        this.tool = new Tool(plan.file().toString());
        boolean opened = false;
        try {
            Scratch scratch = opened(Scratch.open());
            this.repairs = new Repairs(scratch);
            this.letters = new Letters(scratch, new FailureReader(config.maxRecordBytes()));
            this.work = opened(new Work(tool::run, plan.journal()));
            TopicAt dead = ConfiguredTopics.at(config.deadLetters());
            opened(
                    new Follower(
                            dead.or(null, dead.topic() + HANDLED),
                            record -> letters.mark(record.key(), record.value())));
            Follower lettersRead = opened(new Follower(dead, letters::take));
            this.outcomesRead =
                    opened(
                            new Follower(
                                    ConfiguredTopics.at(config.outcomes().sink()),
                                    record -> repairs.take(record.key(), record.value())));
            ScheduledExecutorService looking = Executors.newScheduledThreadPool(2, Console::thread);
            opened(looking::shutdownNow);
            var looks =
                    looking.scheduleWithFixedDelay(
                            this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (config.configTopic() != null) {
                var asks =
                        looking.scheduleWithFixedDelay(
                                this::askForScopes, 0, SCOPES_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                scopes =
                        new Tool.Ran(
                                1, List.of(), List.of("no configTopic: scopes are the file's"));
            }
            this.server = opened(Site.serve(scene(lettersRead), plan.door(), plan.journal()));
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    /**
     * Opens one; it reads the topics while it is already being looked at.
     *
     * @throws IOException if the address cannot be listened on
     */
    public static Console open(Plan plan) throws IOException {
        return new Console(plan);
    }

    private Scene scene(Follower lettersRead) {
        return new Scene(
                config,
                plan.jobName(),
                flink == null ? "" : flink.address(),
                repairs,
                letters,
                history,
                outcomesRead::state,
                lettersRead::state,
                () -> job,
                () -> scopes,
                plan.stage(),
                tool,
                work);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "console-look");
        thread.setDaemon(true);
        return thread;
    }

    private void look() {
        try {
            if (flink != null) {
                job = flink.look();
            }
            long now = System.nanoTime();
            double seconds = Math.max(0.001, (now - lookedNanos) / 1e9);
            lookedNanos = now;
            // What is read of the past was not done in these seconds.
            boolean isCaughtUp = outcomesRead.state().caughtUp();
            boolean isNews = isCaughtUp && wasCaughtUp;
            wasCaughtUp = isCaughtUp;
            Map<String, Long> pending = new HashMap<>();
            Map<String, Double> perSecond = new HashMap<>();
            Map<String, Long> waiting = repairs.waitingByTarget();
            for (String region : config.regions().keySet()) {
                Long gauge = job.targets().getOrDefault(region, Map.of()).get("pending");
                pending.put(region, gauge != null ? gauge : waiting.getOrDefault(region, 0L));
                long ended = repairs.ended(region);
                Long before = endedBefore.put(region, ended);
                perSecond.put(region, before == null || !isNews ? 0 : (ended - before) / seconds);
            }
            history.add(
                    new History.Sample(
                            System.currentTimeMillis(),
                            pending,
                            perSecond,
                            plan.stage().divergent()));
        } catch (RuntimeException bug) {
            LOG.error("a look failed", bug);
        }
    }

    private void askForScopes() {
        try {
            scopes = tool.run(List.of("scopes", "show", "--job-name", plan.jobName()));
        } catch (RuntimeException bug) {
            LOG.error("scopes could not be asked for", bug);
        }
    }

    /**
     * The address for a browser. What stands behind its {@code #} stays in the browser, which takes
     * the token from there.
     */
    public String address() {
        return "http://"
                + plan.door().address().getHostString()
                + ":"
                + server.port()
                + "/#token="
                + plan.door().token();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable last = open.pop();
            try {
                last.close();
            } catch (Exception failed) {
                LOG.warn("{} could not be closed in order", last.getClass().getName(), failed);
            }
        }
    }
}
