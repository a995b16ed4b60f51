package org.entropyrepair.sinks.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who shares a connection, and when it ends. Nothing here connects. */
@Timeout(120)
final class ConnectionsTest {
    @Test
    void storesWithTheSameSettingsShareOneConnectionUntilTheLastIsClosed() {
        Connection one = Connections.acquire(client("us-east-1"));
        Connection two = Connections.acquire(client("us-east-1"));
        Connection other = Connections.acquire(client("eu-west-1"));
        assertThat(two).isSameAs(one);
        assertThat(other).isNotSameAs(one);
        Connections.release(other);
        Connections.release(one);
        assertThat(one.execute(() -> {})).isTrue();
        assertThat(Connections.acquire(client("us-east-1"))).isSameAs(one);
        Connections.release(one);
        Connections.release(two);
        Connection anew = Connections.acquire(client("us-east-1"));
        assertThat(anew).isNotSameAs(one);
        Connections.release(anew);
        while (anew.execute(() -> {})) {
            Thread.onSpinWait(); // it ends in the background
        }
        assertThat((Object) anew.after(0, () -> {})).isNull();
    }

    @Test
    void requestOfAnEndedConnectionIsNotSent() {
        Connection connection = new Connection(client("us-east-1"));
        connection.shutDown();
        CompletableFuture<?> answer = connection.request(sdk -> sdk.listTables());
        assertThat(answer)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(Connection.NotSentException.class);
    }

    @Test
    void placesAreFourPerConnectionAndAreGivenBack() {
        Connection connection = new Connection(client("us-east-1"));
        for (int i = 0; i < 12; i++) {
            assertThat(connection.admit()).isTrue();
        }
        assertThat(connection.admit()).isFalse();
        connection.leave();
        assertThat(connection.admit()).isTrue();
        assertThat(connection.admit()).isFalse();
        connection.shutDown();
    }

    private static Settings.Client client(String region) {
        return Settings.of(Map.of("region", region, "maxConnections", 3L)).client();
    }
}
