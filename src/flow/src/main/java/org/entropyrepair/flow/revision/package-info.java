/**
 * Where config revisions enter the flow: the config's text at the start of the job, and, if there
 * is a config topic, proposals from it, are judged in one place; {@link
 * org.entropyrepair.flow.revision.ConfigRevision} comes out, after each start and whenever another
 * is in force. Answers go to a topic of their own, beside the flow.
 */
@NullMarked
package org.entropyrepair.flow.revision;

import org.jspecify.annotations.NullMarked;
