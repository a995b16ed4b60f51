/**
 * Where config revisions enter the flow: the config's text goes in at the start of the job, {@link
 * org.entropyrepair.flow.revision.ConfigRevision} comes out, once per start.
 */
@NullMarked
package org.entropyrepair.flow.revision;

import org.jspecify.annotations.NullMarked;
