/**
 * A user's own failure records, replayed on this machine. In go the user's region config and a file
 * of records; a local copy of the config is made, whose topics are those of a local broker and
 * whose stores are embedded ones; the records are published and the repair job runs, first as a dry
 * run and, if asked for, for real; out come an account of every record and what the stores hold
 * then. Nothing the user's config leads to is ever connected to.
 */
@NullMarked
package org.entropyrepair.quickstart.replay;

import org.jspecify.annotations.NullMarked;
