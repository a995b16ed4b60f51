package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.InvalidKeyspaceException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.UnsupportedProtocolVersionException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.InvalidConfigurationInQueryException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.TruncateException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteFailureException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import com.datastax.oss.driver.internal.core.metadata.DefaultEndPoint;
import com.typesafe.config.ConfigException;
import io.netty.handler.ssl.NotSslRecordException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    private static final InetSocketAddress ADDRESS =
            InetSocketAddress.createUnresolved("cass-1", 9042);
    private static final EndPoint POINT = new DefaultEndPoint(ADDRESS);
    private static final Node NODE = node("one");
    private static final Node OTHER = node("other");

    private enum End {
        REJECTED,
        UNKNOWN,
        UNAVAILABLE,
        THROTTLED,
        STORE,
        NAMESPACE;

        static End of(WriteResult result) {
            if (result instanceof WriteResult.Misdeployed trouble) {
                return trouble.reach() == Reach.STORE ? STORE : NAMESPACE;
            }
            return valueOf(result.getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT));
        }
    }

    private record Case(Throwable error, End end) {
        @Override
        public String toString() {
            return Failures.message(error);
        }
    }

    static Stream<Case> writes() {
        return Stream.of(whatTheServerSays(), whatTheServerSaysOfAQuery(), whatTheDriverSays())
                .flatMap(List::stream);
    }

    private static List<Case> whatTheServerSays() {
        ConsistencyLevel quorum = ConsistencyLevel.LOCAL_QUORUM;
        return List.of(
                new Case(
                        new WriteTimeoutException(NODE, quorum, 1, 2, WriteType.SIMPLE),
                        End.UNKNOWN),
                new Case(
                        new WriteFailureException(
                                NODE, quorum, 1, 2, WriteType.SIMPLE, 1, Map.of()),
                        End.UNKNOWN),
                new Case(new ServerError(NODE, "java.lang.Error"), End.UNKNOWN),
                new Case(new TruncateException(NODE, "truncating"), End.UNKNOWN),
                new Case(new UnavailableException(NODE, quorum, 2, 1), End.UNAVAILABLE),
                new Case(new BootstrappingException(NODE), End.UNAVAILABLE),
                new Case(new OverloadedException(NODE), End.THROTTLED),
                new Case(new UnauthorizedException(NODE, "no MODIFY"), End.NAMESPACE),
                new Case(new SyntaxError(NODE, "line 1:0"), End.NAMESPACE),
                new Case(new AuthenticationException(POINT, "bad credentials"), End.STORE));
    }

    /** In the words of Cassandra 4 and 5. */
    private static List<Case> whatTheServerSaysOfAQuery() {
        return List.of(
                invalid("unconfigured table follows", End.NAMESPACE),
                invalid("table social.follows does not exist", End.NAMESPACE),
                invalid("Undefined column name value in table social.follows", End.NAMESPACE),
                invalid("Unknown identifier value", End.NAMESPACE),
                invalid("Expected 8 or 0 byte long for date (3)", End.NAMESPACE),
                invalid("Cannot execute this query as it might involve", End.NAMESPACE),
                invalid("EACH_QUORUM ConsistencyLevel is only supported for writes", End.NAMESPACE),
                invalid("Keyspace social does not exist", End.STORE),
                invalid("Key may not be empty", End.REJECTED),
                invalid("Key length of 70000 is longer than maximum of 65535", End.REJECTED),
                invalid("Mutation of 20971520 bytes is too large", End.REJECTED),
                invalid("Guardrail column_value_size violated", End.REJECTED),
                invalid("ttl is too large. requested (9) maximum (8)", End.REJECTED),
                invalid("something nobody has read before", End.REJECTED),
                new Case(
                        new InvalidConfigurationInQueryException(NODE, "unconfigured table t"),
                        End.NAMESPACE));
    }

    private static Case invalid(String message, End end) {
        return new Case(new InvalidQueryException(NODE, message), end);
    }

    private static List<Case> whatTheDriverSays() {
        return List.of(
                new Case(new DriverTimeoutException("no answer in PT5S"), End.UNKNOWN),
                new Case(new ClosedConnectionException("lost"), End.UNKNOWN),
                new Case(new HeartbeatException(ADDRESS, "no answer", null), End.UNKNOWN),
                new Case(new IllegalStateException("Session is closed"), End.UNKNOWN),
                new Case(new Error("anything"), End.UNKNOWN),
                new Case(new NoNodeAvailableException(), End.UNAVAILABLE),
                new Case(new NodeUnavailableException(NODE), End.UNAVAILABLE),
                new Case(
                        new ConnectionInitException("init", new ConnectException("refused")),
                        End.UNAVAILABLE),
                new Case(new ConnectException("refused"), End.UNAVAILABLE),
                new Case(new UnknownHostException("cass-1"), End.UNAVAILABLE),
                new Case(new BusyConnectionException(2_000), End.THROTTLED),
                new Case(new RequestThrottlingException("full"), End.THROTTLED),
                new Case(new FrameTooLongException(ADDRESS, "256 MB"), End.REJECTED),
                new Case(new InvalidKeyspaceException("social"), End.STORE),
                new Case(
                        new UnsupportedProtocolVersionException(
                                POINT, "no V4", List.of(ProtocolVersion.V4)),
                        End.STORE),
                new Case(new SSLPeerUnverifiedException("not cass-1"), End.STORE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void everyFailureOfAWriteHasItsEnd(Case one) {
        assertEnd(Failures.ofWrite(one.error), one.end);
        assertEnd(Failures.ofWrite(new CompletionException(one.error)), one.end);
        assertEnd(Failures.ofWrite(new ExecutionException(one.error)), one.end);
        assertEnd(Failures.ofWrite(allNodes(one.error)), one.end);
    }

    /** What is inside is told, not what only holds it. */
    private static void assertEnd(WriteResult result, End end) {
        assertThat(End.of(result)).isEqualTo(end);
        assertThat(result.toString()).doesNotContain("CompletionException", "AllNodesFailed");
    }

    @Test
    void whatMayHaveLandedOnAnyNodeIsUnknown() {
        Throwable timeout = new ClosedConnectionException("in the middle of it");
        for (Throwable surely :
                List.of(
                        new NodeUnavailableException(OTHER),
                        new OverloadedException(OTHER),
                        new UnauthorizedException(OTHER, "no MODIFY"),
                        new AuthenticationException(POINT, "bad credentials"))) {
            assertEnd(Failures.ofWrite(allNodes(timeout, surely)), End.UNKNOWN);
            assertEnd(Failures.ofWrite(allNodes(surely, timeout)), End.UNKNOWN);
        }
    }

    @Test
    void deploymentCountsMoreThanLoadAndLoadMoreThanAbsence() {
        Throwable auth = new AuthenticationException(POINT, "bad credentials");
        Throwable busy = new OverloadedException(NODE);
        Throwable away = new NodeUnavailableException(NODE);
        assertEnd(Failures.ofWrite(allNodes(away, busy, auth)), End.STORE);
        assertEnd(Failures.ofWrite(allNodes(away, busy)), End.THROTTLED);
    }

    @Test
    void recordThatOneNodeRefusesForGoodIsRejectedWhateverHappenedBefore() {
        Throwable large = new InvalidQueryException(NODE, "Mutation is too large");
        assertEnd(
                Failures.ofWrite(allNodes(new ClosedConnectionException("lost"), large)),
                End.REJECTED);
    }

    @Test
    void nestedFailuresOfAllNodesAreUnfolded() {
        Throwable inner = allNodes(new AuthenticationException(POINT, "bad credentials"));
        Throwable outer =
                allNodes(new NodeUnavailableException(NODE), new CompletionException(inner));
        assertEnd(Failures.ofConnecting(outer), End.STORE);
        assertThat(Failures.tellingMessage(outer)).contains("bad credentials");
    }

    @Test
    void nobodyIsThereOnlyIfNoNodeWasAsked() {
        assertThat(Failures.isNobodyThere(new NoNodeAvailableException())).isTrue();
        assertThat(Failures.isNobodyThere(allNodes(new NodeUnavailableException(NODE)))).isTrue();
        assertThat(
                        Failures.isNobodyThere(
                                allNodes(
                                        new NodeUnavailableException(NODE),
                                        new OverloadedException(OTHER))))
                .isFalse();
        assertThat(Failures.isNobodyThere(new DriverTimeoutException("late"))).isFalse();
    }

    @Test
    void connectingFailsForTheDeploymentOrForNow() {
        Throwable untrusted = new SSLHandshakeException("PKIX path building failed");
        untrusted.initCause(new CertPathValidatorException("no trusted certificate"));
        Map<Throwable, End> ends =
                Map.of(
                        new AuthenticationException(POINT, "bad"), End.STORE,
                        new ConnectionInitException("init", untrusted), End.STORE,
                        new ConnectionInitException("init", new ConnectException()),
                                End.UNAVAILABLE,
                        new ConnectionInitException(
                                        "init", new NotSslRecordException("not an SSL/TLS record")),
                                End.STORE,
                        new ConnectionInitException(
                                        "init", new SSLHandshakeException("Remote host went away")),
                                End.UNAVAILABLE,
                        new ConfigException.Missing("basic.contact-points"), End.STORE,
                        new IllegalArgumentException("driverConfig: x (expected: y)"), End.STORE,
                        new DriverTimeoutException("late"), End.UNAVAILABLE,
                        new ServerError(NODE, "odd"), End.UNAVAILABLE,
                        new BusyConnectionException("full"), End.THROTTLED);
        ends.forEach(
                (error, end) -> {
                    assertEnd(Failures.ofConnecting(error), end);
                    assertEnd(Failures.ofConnecting(allNodes(error)), end);
                });
    }

    @Test
    void settingsThatTheDriverCannotUseSayWhichAndWhy() {
        Throwable error =
                new IllegalArgumentException(
                        "Error instantiating class",
                        new IllegalStateException(
                                "Cannot initialize SSL Context",
                                new java.nio.file.NoSuchFileException("trust.p12")));
        assertThat(Failures.ofConnecting(error).toString())
                .contains("Error instantiating class", "trust.p12");
    }

    @Test
    void tableWhoseStatementsCannotBePreparedIsNeverTheRecordsFault() {
        assertEnd(Failures.ofPreparing(new DriverTimeoutException("late")), End.UNAVAILABLE);
        assertEnd(Failures.ofPreparing(new InvalidQueryException(NODE, "odd")), End.NAMESPACE);
        assertEnd(
                Failures.ofPreparing(new InvalidQueryException(NODE, "Keyspace a does not exist")),
                End.STORE);
        assertEnd(Failures.ofPreparing(new OverloadedException(NODE)), End.THROTTLED);
    }

    @Test
    void messagesAreShortAndOnOneLine() {
        String message = Failures.message(new ServerError(NODE, "a\n  b\t" + "x".repeat(1_000)));
        assertThat(message).startsWith("ServerError: a b xxx").endsWith("…").hasSize(301);
        assertThat(Failures.message(new ConnectException())).isEqualTo("ConnectException");
    }

    private static Throwable allNodes(Throwable... errors) {
        List<Map.Entry<Node, Throwable>> entries = new ArrayList<>();
        for (Throwable error : errors) {
            entries.add(Map.entry(NODE, error));
        }
        return AllNodesFailedException.fromErrors(entries);
    }

    private static Node node(String name) {
        return (Node)
                Proxy.newProxyInstance(
                        Node.class.getClassLoader(),
                        new Class<?>[] {Node.class},
                        (self, method, args) ->
                                switch (method.getName()) {
                                    case "toString" -> name;
                                    case "hashCode" -> name.hashCode();
                                    case "equals" -> self == args[0];
                                    default -> throw new UnsupportedOperationException();
                                });
    }
}
