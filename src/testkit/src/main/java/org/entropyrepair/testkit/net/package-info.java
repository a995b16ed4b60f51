/**
 * Faults on the wire, made on purpose: ports and addresses to listen on and a proxy that refuses,
 * hangs, resets and delays. Bytes flow in from a client and out to a server, or not. No test
 * framework in it.
 */
@NullMarked
package org.entropyrepair.testkit.net;

import org.jspecify.annotations.NullMarked;
