package org.entropyrepair.sinks.cassandra;

import com.datastax.dse.driver.api.core.servererrors.UnfitClientException;
import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.InvalidKeyspaceException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.UnsupportedProtocolVersionException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.InvalidConfigurationInQueryException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.typesafe.config.ConfigException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.entropyrepair.sinks.WriteResult;

/**
 * What the driver's and the server's exceptions mean for a write. Pure.
 *
 * <p>An exception may hold others: one per node that was tried. The write may have landed if any of
 * them lets it; whatever is not known here is taken for that.
 */
final class Failures {
    private static final int MESSAGE_CHARS_MAX = 300;
    private static final int CAUSES_MAX = 5;

    /** About the keyspace, the table or the cluster, although the answer is "invalid query". */
    private static final Pattern OF_KEYSPACE =
            Pattern.compile("keyspace \\S+ does not exist|unknown keyspace|keyspace.*not found");

    private static final Pattern OF_SCHEMA =
            Pattern.compile(
                    "(table|columnfamily) .*does not exist|unconfigured (table|columnfamily)"
                            + "|undefined (column )?name|undefined identifier|unknown identifier"
                            + "|unknown column|cannot execute this query|counter"
                            + "|non primary key|primary key|clustering column|partition key parts"
                            + "|cannot be used as it|expected \\d+ or 0 byte|consistency"
                            + "|replication|read only|read-only|materialized view");

    private static final Pattern OF_RECORD =
            Pattern.compile("too large|longer than maximum|key may not be empty|guardrail");

    private Failures() {}

    /** In the order in which they count where several were seen. */
    private enum End {
        REJECTED,
        UNKNOWN,
        STORE_MISDEPLOYED,
        NAMESPACE_MISDEPLOYED,
        THROTTLED,
        UNAVAILABLE
    }

    /** How a write ended that failed so. */
    static WriteResult ofWrite(Throwable error) {
        Throwable telling = telling(error, Failures::end);
        return result(end(telling), message(telling));
    }

    /** How every write ends while the session cannot be built for this reason. */
    static WriteResult ofConnecting(Throwable error) {
        Throwable telling = telling(error, Failures::endOfConnecting);
        End end = endOfConnecting(telling);
        return result(end, end == End.STORE_MISDEPLOYED ? withCauses(telling) : message(telling));
    }

    /** Which file cannot be used, or what is not trusted, is said further down. */
    private static String withCauses(Throwable error) {
        StringBuilder all = new StringBuilder(message(error));
        Throwable why = error.getCause();
        for (int depth = 0; why != null && depth < CAUSES_MAX; depth++) {
            if (why.getMessage() != null && all.indexOf(why.getMessage()) < 0) {
                all.append("; ").append(message(why));
            }
            why = why.getCause();
        }
        return all.toString();
    }

    /** How writes to a table end whose statements cannot be prepared for this reason. */
    static WriteResult ofPreparing(Throwable error) {
        WriteResult result = ofWrite(error);
        if (result instanceof WriteResult.Unknown unknown) {
            return new WriteResult.Unavailable(unknown.message());
        }
        if (result instanceof WriteResult.Rejected rejected) {
            return new WriteResult.Misdeployed(WriteResult.Reach.NAMESPACE, rejected.message());
        }
        return result;
    }

    /** Whether no node could be asked. */
    static boolean isNobodyThere(Throwable error) {
        return parts(error).stream()
                .allMatch(
                        part ->
                                part instanceof NoNodeAvailableException
                                        || part instanceof NodeUnavailableException);
    }

    /** What was seen, on one line. */
    static String message(Throwable error) {
        String message = error.getMessage();
        String line =
                (error.getClass().getSimpleName() + (message == null ? "" : ": " + message))
                        .replaceAll("\\s+", " ");
        return line.length() <= MESSAGE_CHARS_MAX
                ? line
                : line.substring(0, MESSAGE_CHARS_MAX) + "…";
    }

    /** The message of the part of an exception that tells how a read or write ended. */
    static String tellingMessage(Throwable error) {
        return message(telling(error, Failures::end));
    }

    private static Throwable telling(
            Throwable error, java.util.function.Function<Throwable, End> ends) {
        return parts(error).stream().min(Comparator.comparing(ends)).orElse(error);
    }

    private static WriteResult result(End end, String message) {
        return switch (end) {
            case REJECTED -> new WriteResult.Rejected(message);
            case UNKNOWN -> new WriteResult.Unknown(message);
            case STORE_MISDEPLOYED -> new WriteResult.Misdeployed(WriteResult.Reach.STORE, message);
            case NAMESPACE_MISDEPLOYED ->
                    new WriteResult.Misdeployed(WriteResult.Reach.NAMESPACE, message);
            case THROTTLED -> new WriteResult.Throttled(message);
            case UNAVAILABLE -> new WriteResult.Unavailable(message);
        };
    }

    private static End end(Throwable error) {
        if (isStores(error)) {
            return End.STORE_MISDEPLOYED;
        }
        if (error instanceof InvalidQueryException
                || error instanceof InvalidConfigurationInQueryException) {
            return endOfInvalid(String.valueOf(error.getMessage()));
        }
        if (error instanceof UnauthorizedException || error instanceof SyntaxError) {
            return End.NAMESPACE_MISDEPLOYED;
        }
        if (error instanceof OverloadedException
                || error instanceof BusyConnectionException
                || error instanceof RequestThrottlingException) {
            return End.THROTTLED;
        }
        if (error instanceof FrameTooLongException) {
            return End.REJECTED;
        }
        return isBeforeSending(error) ? End.UNAVAILABLE : End.UNKNOWN;
    }

    /** Nothing was written by connecting; and settings that the driver refuses are settings. */
    private static End endOfConnecting(Throwable error) {
        if (error instanceof ConfigException
                || error instanceof IllegalArgumentException
                || error instanceof IllegalStateException) {
            return End.STORE_MISDEPLOYED;
        }
        End end = end(error);
        return end == End.STORE_MISDEPLOYED || end == End.THROTTLED ? end : End.UNAVAILABLE;
    }

    private static boolean isStores(Throwable error) {
        return error instanceof AuthenticationException
                || error instanceof InvalidKeyspaceException
                || error instanceof UnsupportedProtocolVersionException
                || error instanceof UnfitClientException
                || error instanceof SSLPeerUnverifiedException
                || error instanceof NotSslRecordException
                // Not one whose other side went away in the middle of it.
                || (error instanceof SSLHandshakeException && error.getCause() != null);
    }

    private static boolean isBeforeSending(Throwable error) {
        return error instanceof UnavailableException
                || error instanceof BootstrappingException
                || error instanceof NoNodeAvailableException
                || error instanceof NodeUnavailableException
                || error instanceof ConnectionInitException
                || error instanceof ConnectException
                || error instanceof UnknownHostException;
    }

    /** What is said of an unknown invalid query is said of the record: others go on. */
    private static End endOfInvalid(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (OF_RECORD.matcher(text).find()) {
            return End.REJECTED;
        }
        if (OF_KEYSPACE.matcher(text).find()) {
            return End.STORE_MISDEPLOYED;
        }
        return OF_SCHEMA.matcher(text).find() ? End.NAMESPACE_MISDEPLOYED : End.REJECTED;
    }

    /** The exceptions that say something by themselves: not those that only hold others. */
    private static Set<Throwable> parts(Throwable error) {
        Set<Throwable> parts = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(error, parts, seen);
        return parts;
    }

    private static void collect(Throwable error, Set<Throwable> parts, Set<Throwable> seen) {
        if (!seen.add(error)) {
            return;
        }
        Throwable cause = error.getCause();
        if ((error instanceof CompletionException || error instanceof ExecutionException)
                && cause != null) {
            collect(cause, parts, seen);
            return;
        }
        if (error instanceof AllNodesFailedException all
                && !(error instanceof NoNodeAvailableException)) {
            all.getAllErrors().values().stream()
                    .flatMap(List::stream)
                    .forEach(one -> collect(one, parts, seen));
            return;
        }
        if (error instanceof DriverException driver && driver.getExecutionInfo() != null) {
            for (Map.Entry<?, Throwable> earlier : driver.getExecutionInfo().getErrors()) {
                collect(earlier.getValue(), parts, seen);
            }
        }
        if (error instanceof ConnectionInitException) {
            for (Throwable why = cause; why != null; why = why.getCause()) {
                if (isStores(why)) {
                    parts.add(why);
                }
            }
        }
        parts.add(error);
    }
}
