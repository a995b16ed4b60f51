package org.entropyrepair.sinks.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/** What each error of the SDK and of DynamoDB means. */
final class TroubleTest {
    private static final String TABLE = "edges";

    /** Ends, told apart as the job tells them apart. */
    private enum End {
        THROTTLED,
        STORE_MISDEPLOYED,
        NAMESPACE_MISDEPLOYED,
        REJECTED,
        UNAVAILABLE,
        UNKNOWN;

        static End of(WriteResult result) {
            if (result instanceof WriteResult.Misdeployed trouble) {
                return trouble.reach() == Reach.STORE ? STORE_MISDEPLOYED : NAMESPACE_MISDEPLOYED;
            }
            if (result instanceof WriteResult.Throttled) {
                return THROTTLED;
            }
            if (result instanceof WriteResult.Rejected) {
                return REJECTED;
            }
            return result instanceof WriteResult.Unavailable ? UNAVAILABLE : UNKNOWN;
        }
    }

    static List<Arguments> answers() {
        return List.of(
                said("ProvisionedThroughputExceededException", "slow", 400, End.THROTTLED),
                said("RequestLimitExceeded", "slow", 400, End.THROTTLED),
                said("ThrottlingException", "slow", 400, End.THROTTLED),
                said("LimitExceededException", "slow", 400, End.THROTTLED),
                said("TransactionConflictException", "met", 400, End.THROTTLED),
                said("TransactionInProgressException", "met", 400, End.THROTTLED),
                said("ReplicatedWriteConflictException", "met", 400, End.THROTTLED),
                said("", "slow", 429, End.THROTTLED),
                said("UnrecognizedClientException", "who?", 400, End.STORE_MISDEPLOYED),
                said("InvalidSignatureException", "who?", 400, End.STORE_MISDEPLOYED),
                said("IncompleteSignatureException", "who?", 400, End.STORE_MISDEPLOYED),
                said("MissingAuthenticationTokenException", "who?", 400, End.STORE_MISDEPLOYED),
                said("ExpiredTokenException", "who?", 400, End.STORE_MISDEPLOYED),
                said("SubscriptionRequiredException", "who?", 400, End.STORE_MISDEPLOYED),
                said("UnknownOperationException", "", 400, End.STORE_MISDEPLOYED),
                said("", "Forbidden", 403, End.STORE_MISDEPLOYED),
                said("", "Unauthorized", 401, End.STORE_MISDEPLOYED),
                said("", "no such page", 404, End.STORE_MISDEPLOYED),
                said("AccessDeniedException", "not this", 400, End.NAMESPACE_MISDEPLOYED),
                said("ResourceNotFoundException", "no table", 400, End.NAMESPACE_MISDEPLOYED),
                said("ResourceInUseException", "not yet", 400, End.NAMESPACE_MISDEPLOYED),
                said(
                        "InaccessibleEncryptionCredentialsException",
                        "key away",
                        400,
                        End.NAMESPACE_MISDEPLOYED),
                said("KMSAccessDeniedException", "key away", 400, End.NAMESPACE_MISDEPLOYED),
                said(
                        "ValidationException",
                        "The provided key element does not match the schema",
                        400,
                        End.NAMESPACE_MISDEPLOYED),
                said(
                        "ValidationException",
                        "One or more parameter values were invalid: Missing the key id in the item",
                        400,
                        End.NAMESPACE_MISDEPLOYED),
                said(
                        "ValidationException",
                        "One or more parameter values were invalid: Type mismatch for key id"
                                + " expected: N actual: B",
                        400,
                        End.NAMESPACE_MISDEPLOYED),
                said(
                        "ValidationException",
                        "One of the required keys was not given a value",
                        400,
                        End.NAMESPACE_MISDEPLOYED),
                said("ValidationException", "words not known here", 400, End.NAMESPACE_MISDEPLOYED),
                said(
                        "ValidationException",
                        "Aggregated size of all range keys has exceeded the size limit of 1024",
                        400,
                        End.REJECTED),
                said(
                        "ValidationException",
                        "The AttributeValue for a key attribute cannot contain an empty binary",
                        400,
                        End.REJECTED),
                said(
                        "ValidationException",
                        "Item size has exceeded the maximum allowed size",
                        400,
                        End.REJECTED),
                said("ItemCollectionSizeLimitExceededException", "10 GB", 400, End.REJECTED),
                said("SomethingNewException", "?", 400, End.UNAVAILABLE),
                said("InternalServerError", "it may have landed", 500, End.UNKNOWN),
                said("ServiceUnavailable", "it may have landed", 503, End.UNKNOWN),
                said("", "Bad Gateway", 502, End.UNKNOWN),
                said("", "Found", 302, End.UNKNOWN));
    }

    private static Arguments said(String code, String message, int status, End end) {
        return Arguments.of(code, message, status, end);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answerOfDynamoDbIsClassified(String code, String message, int status, End end) {
        AwsServiceException answer =
                DynamoDbException.builder()
                        .statusCode(status)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode(code.isEmpty() ? null : code)
                                        .errorMessage(message)
                                        .build())
                        .build();
        WriteResult result = Trouble.of(TABLE, new CompletionException(answer));
        assertThat(End.of(result)).isEqualTo(end);
        assertThat(Trouble.messageOf(result)).startsWith("table edges: " + code + ": " + message);
        assertThat(Trouble.isConnectionLost(answer)).isFalse();
    }

    /** The codes are others where the error is a reason within a cancelled transaction. */
    static List<Arguments> reasons() {
        return List.of(
                Arguments.of("ThrottlingError", End.THROTTLED),
                Arguments.of("ProvisionedThroughputExceeded", End.THROTTLED),
                Arguments.of("TransactionConflict", End.THROTTLED),
                Arguments.of("ItemCollectionSizeLimitExceeded", End.REJECTED),
                Arguments.of("ValidationError", End.NAMESPACE_MISDEPLOYED),
                Arguments.of("AccessDenied", End.NAMESPACE_MISDEPLOYED),
                Arguments.of("SomethingNew", End.UNAVAILABLE));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void reasonOfACancelledTransactionIsClassified(String code, End end) {
        assertThat(End.of(Trouble.answered(TABLE, code, "", 400))).isEqualTo(end);
    }

    static List<Arguments> failures() {
        return List.of(
                Arguments.of(new ConnectException("Connection refused"), End.UNAVAILABLE, false),
                Arguments.of(new UnknownHostException("dynamodb"), End.UNAVAILABLE, false),
                Arguments.of(new NoRouteToHostException("no route"), End.UNAVAILABLE, false),
                Arguments.of(new Connection.NotSentException("closed"), End.UNAVAILABLE, false),
                Arguments.of(
                        new TimeoutException("Acquire operation took longer than 3750 ms"),
                        End.UNAVAILABLE,
                        false),
                Arguments.of(new SocketException("Connection reset"), End.UNKNOWN, true),
                Arguments.of(new IOException("The channel was closed"), End.UNKNOWN, true),
                Arguments.of(
                        new SSLHandshakeException("untrusted")
                                .initCause(new CertificateException("expired")),
                        End.STORE_MISDEPLOYED,
                        false),
                Arguments.of(new IllegalStateException("something else"), End.UNKNOWN, false));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureOfTheClientIsClassified(Throwable cause, End end, boolean lost) {
        SdkClientException failure =
                SdkClientException.create("Unable to execute HTTP request", cause);
        WriteResult result = Trouble.of(TABLE, new CompletionException(failure));
        assertThat(End.of(result)).isEqualTo(end);
        assertThat(Trouble.isConnectionLost(new CompletionException(failure))).isEqualTo(lost);
    }

    @Test
    void timeOutIsUnknownAndNoLostConnection() {
        ApiCallTimeoutException timeOut =
                ApiCallTimeoutException.builder()
                        .message("no answer")
                        .cause(new IOException("aborted"))
                        .build();
        assertThat(Trouble.of(TABLE, timeOut)).isInstanceOf(WriteResult.Unknown.class);
        assertThat(Trouble.isConnectionLost(timeOut)).isFalse();
    }

    @Test
    void credentialsThatAreNowhereConcernTheStore() {
        WriteResult result =
                Trouble.of(
                        TABLE,
                        SdkClientException.create(
                                "Unable to load credentials from any of the providers"));
        assertThat(End.of(result)).isEqualTo(End.STORE_MISDEPLOYED);
    }

    @Test
    void modeledExceptionsAreClassifiedByTheirCode() {
        WriteResult result =
                Trouble.of(
                        TABLE,
                        ProvisionedThroughputExceededException.builder()
                                .statusCode(400)
                                .awsErrorDetails(
                                        AwsErrorDetails.builder()
                                                .errorCode("ProvisionedThroughputExceededException")
                                                .errorMessage("slow")
                                                .build())
                                .build());
        assertThat(result).isInstanceOf(WriteResult.Throttled.class);
    }

    @Test
    void onlyTheFirstLineIsSaidAndNotTooMuchOfIt() {
        WriteResult signature =
                Trouble.answered(
                        TABLE,
                        "InvalidSignatureException",
                        "The signature does not match.\n\nThe Canonical String should have been\n"
                                + "x-amz-security-token:sesame",
                        400);
        assertThat(Trouble.messageOf(signature))
                .isEqualTo("table edges: InvalidSignatureException: The signature does not match.");
        WriteResult lengthy = Trouble.answered(TABLE, "ValidationException", "v".repeat(999), 400);
        assertThat(Trouble.messageOf(lengthy)).endsWith("v…").hasSizeLessThan(350);
    }

    @Test
    void onlyTroubleOfTheNamespaceIsWorthAskingAboutTheTable() {
        assertThat(Trouble.concernsTable(new WriteResult.Misdeployed(Reach.NAMESPACE, "")))
                .isTrue();
        assertThat(Trouble.concernsTable(new WriteResult.Misdeployed(Reach.STORE, ""))).isFalse();
        assertThat(Trouble.concernsTable(new WriteResult.Rejected(""))).isFalse();
    }
}
