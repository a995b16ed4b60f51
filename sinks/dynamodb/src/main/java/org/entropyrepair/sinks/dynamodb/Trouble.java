package org.entropyrepair.sinks.dynamodb;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What went wrong at DynamoDB, said in the words of the contract. */
final class Trouble {
    private static final int MESSAGE_CHARS_MAX = 300;
    private static final int CAUSES_MAX = 20;

    private static final Set<String> THROTTLED =
            Set.of(
                    "ProvisionedThroughputExceededException",
                    "ProvisionedThroughputExceeded",
                    "RequestLimitExceeded",
                    "ThrottlingException",
                    "ThrottlingError",
                    "Throttling",
                    "LimitExceededException",
                    "TransactionConflictException",
                    "TransactionConflict",
                    "TransactionInProgressException",
                    "ReplicatedWriteConflictException",
                    "TooManyRequestsException");

    private static final Set<String> NOT_WHO_WE_ARE =
            Set.of(
                    "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignatureException",
                    "IncompleteSignature",
                    "MissingAuthenticationTokenException",
                    "MissingAuthenticationToken",
                    "ExpiredTokenException",
                    "ExpiredToken",
                    "RequestExpired",
                    "OptInRequired",
                    "SubscriptionRequiredException",
                    "NotAuthorized",
                    "AuthFailure");

    private static final Set<String> TABLE_IS_NOT_RIGHT =
            Set.of(
                    "ResourceNotFoundException",
                    "TableNotFoundException",
                    "AccessDeniedException",
                    "AccessDenied",
                    "InaccessibleEncryptionCredentialsException",
                    "ResourceInUseException");

    private Trouble() {}

    /**
     * How a request ended that did not succeed. What does not say that nothing happened is unknown.
     *
     * @param table which table it concerned
     * @param thrown what the SDK reported
     */
    static WriteResult of(String table, Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof AwsServiceException answer) {
            AwsErrorDetails details = answer.awsErrorDetails();
            String code = details == null ? null : details.errorCode();
            String message = details == null ? answer.getMessage() : details.errorMessage();
            return answered(table, code, message, answer.statusCode());
        }
        String message = "dynamodb: " + line(rootOf(cause));
        if (has(cause, CertificateException.class)
                || has(cause, CertPathBuilderException.class)
                || has(cause, CertPathValidatorException.class)) {
            return new WriteResult.Misdeployed(Reach.STORE, message);
        }
        if (wasNotSent(cause)) {
            return new WriteResult.Unavailable(message);
        }
        if (cause instanceof SdkClientException && saysNoCredentials(cause)) {
            return new WriteResult.Misdeployed(
                    Reach.STORE, "credentials: none found (expected: " + line(cause) + ")");
        }
        return new WriteResult.Unknown(message);
    }

    /** The same for an error that DynamoDB answered with, alone or within a transaction. */
    static WriteResult answered(
            String table, @Nullable String code, @Nullable String said, int status) {
        String name = code == null ? "" : code;
        String message = "table " + table + ": " + name + ": " + shorten(said == null ? "" : said);
        if (THROTTLED.contains(name) || status == 429) {
            return new WriteResult.Throttled(message);
        }
        if (NOT_WHO_WE_ARE.contains(name)) {
            return new WriteResult.Misdeployed(Reach.STORE, message);
        }
        if (TABLE_IS_NOT_RIGHT.contains(name) || name.startsWith("KMS")) {
            return new WriteResult.Misdeployed(Reach.NAMESPACE, message);
        }
        if (name.equals("ItemCollectionSizeLimitExceededException")
                || name.equals("ItemCollectionSizeLimitExceeded")) {
            return new WriteResult.Rejected(message);
        }
        if (name.equals("ValidationException") || name.equals("ValidationError")) {
            return concernsRecord(message)
                    ? new WriteResult.Rejected(message)
                    : new WriteResult.Misdeployed(Reach.NAMESPACE, message);
        }
        if (status == 401 || status == 403 || name.equals("UnknownOperationException")) {
            return new WriteResult.Misdeployed(Reach.STORE, message);
        }
        String found = message + " (HTTP " + status + ")";
        if (status < 400 || status >= 500) {
            return new WriteResult.Unknown(found);
        }
        return name.isEmpty()
                ? new WriteResult.Misdeployed(
                        Reach.STORE, found + " (expected: an endpoint of DynamoDB)")
                : new WriteResult.Unavailable(found);
    }

    /** Whether a connection that was there broke before the answer came. */
    static boolean isConnectionLost(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        return cause instanceof SdkClientException
                && !(cause instanceof ApiCallTimeoutException)
                && has(cause, IOException.class)
                && !has(cause, SSLException.class)
                && !wasNotSent(cause);
    }

    /** Whether it is worth asking anew what the table looks like. */
    static boolean concernsTable(WriteResult result) {
        return result instanceof WriteResult.Misdeployed trouble
                && trouble.reach() == Reach.NAMESPACE;
    }

    /** The message of a result that is no success; its words where it has none. */
    static String messageOf(WriteResult result) {
        if (result instanceof WriteResult.Rejected rejected) {
            return rejected.message();
        }
        if (result instanceof WriteResult.Unavailable unavailable) {
            return unavailable.message();
        }
        if (result instanceof WriteResult.Misdeployed misdeployed) {
            return misdeployed.message();
        }
        if (result instanceof WriteResult.Throttled throttled) {
            return throttled.message();
        }
        if (result instanceof WriteResult.Unknown unknown) {
            return unknown.message();
        }
        return result.toString();
    }

    /** Without the wrappings of futures. */
    static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * Whether a request is invalid for what the record holds: too much, or nothing where an index
     * wants something. Ids and keys were checked before. Anything else (there are many wordings,
     * and the servers differ) is what a table that was made anew with another key says, or one that
     * cannot do what is asked of it: that must not kill records.
     */
    private static boolean concernsRecord(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        boolean tooLarge = lower.contains("size") && lower.contains("exceeded");
        return tooLarge || lower.contains("cannot contain an empty");
    }

    private static boolean saysNoCredentials(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("Unable to load credentials")
                || message.contains("Profile file contained no credentials")
                || message.contains("Unable to load region")
                || message.contains("credentials");
    }

    /** No connection was there to send it on. */
    private static boolean wasNotSent(Throwable cause) {
        return has(cause, ConnectException.class)
                || has(cause, UnknownHostException.class)
                || has(cause, NoRouteToHostException.class)
                || has(cause, UnresolvedAddressException.class)
                || has(cause, Connection.NotSentException.class)
                || String.valueOf(rootOf(cause).getMessage()).contains("Acquire operation took");
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static Throwable rootOf(Throwable thrown) {
        Throwable root = thrown;
        for (int i = 0; i < CAUSES_MAX; i++) {
            Throwable cause = root.getCause();
            if (cause == null) {
                return root;
            }
            root = cause;
        }
        return root;
    }

    private static String line(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank()
                ? thrown.getClass().getSimpleName()
                : shorten(message);
    }

    /** One line of it, not too long: signature errors come with whole requests. */
    private static String shorten(String message) {
        String line = message.strip().lines().findFirst().orElse("").replaceAll("\\s+", " ");
        return line.length() <= MESSAGE_CHARS_MAX
                ? line
                : line.substring(0, MESSAGE_CHARS_MAX) + "…";
    }
}
