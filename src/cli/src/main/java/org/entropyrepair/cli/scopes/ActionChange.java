package org.entropyrepair.cli.scopes;

import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.config.HotParts;
import org.entropyrepair.config.Scope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes the action of one scope, and nothing else of what is in force. */
final class ActionChange {
    @Mixin private final ScopesOptions options = new ScopesOptions();
    @Mixin private final Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "Name of the scope.")
    private String name = "";

    /** Looks at what is in force, before anything is proposed. */
    interface Check {
        /** Throws {@link Failed} if the change makes no sense. */
        void check(String inForce, String name);
    }

    /**
     * Proposes it.
     *
     * @param done what to say if it is accepted, but for the name
     * @throws Failed if there is no such scope, or the change is refused
     */
    void to(Scope.Action action, String done, Check check) {
        ConfigTopics topics = options.topics();
        String inForce = Proposing.inForce(topics, options.job());
        String changed;
        try {
            changed = HotParts.withAction(inForce, name, action);
        } catch (IllegalArgumentException unknown) {
            throw new Failed(String.valueOf(unknown.getMessage()), unknown);
        }
        check.check(inForce, name);
        new Proposing(topics, options.job(), output).propose(changed, null, done + " " + name);
    }
}
