package org.entropyrepair.console.web;

import java.util.function.Supplier;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.console.act.Tool;
import org.entropyrepair.console.act.Work;
import org.entropyrepair.console.flink.FlinkView;
import org.entropyrepair.console.follow.Follower;
import org.entropyrepair.console.model.History;
import org.entropyrepair.console.model.Letters;
import org.entropyrepair.console.model.Repairs;

/**
 * All that the page is made of.
 *
 * @param config of the job
 * @param jobName name of the job
 * @param flinkPage where a browser finds Flink's web page; empty for nowhere
 * @param repairs what the outcome topic says
 * @param letters what the dead-letter topic says
 * @param history how it stood
 * @param outcomesRead how far the outcome topic has been read
 * @param lettersRead how far the dead-letter topic has been read
 * @param job what Flink said last
 * @param scopes what the job said last of its scopes
 * @param stage of a demonstration
 * @param tool shows letters
 * @param work changes things
 */
public record Scene(
        RegionConfig config,
        String jobName,
        String flinkPage,
        Repairs repairs,
        Letters letters,
        History history,
        Supplier<Follower.State> outcomesRead,
        Supplier<Follower.State> lettersRead,
        Supplier<FlinkView.Job> job,
        Supplier<Tool.Ran> scopes,
        Stage stage,
        Tool tool,
        Work work) {}
