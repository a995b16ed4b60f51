package org.entropyrepair.sinks.dynamodb;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/**
 * The SDK's client as this store wants it: no retries (the state is the retry), and every call
 * answered within the time-out.
 */
final class SdkClient {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final int EVENT_LOOPS = 2;

    private SdkClient() {}

    /** A client; does not connect. Reads the SDK's own configuration files. */
    static DynamoDbAsyncClient open(Settings.Client settings) {
        DynamoDbAsyncClientBuilder builder =
                DynamoDbAsyncClient.builder()
                        .region(Region.of(settings.region()))
                        .credentialsProvider(credentials(settings))
                        .overrideConfiguration(override(settings))
                        .asyncConfiguration(
                                async ->
                                        async.advancedOption(
                                                SdkAdvancedAsyncClientOption
                                                        .FUTURE_COMPLETION_EXECUTOR,
                                                Runnable::run))
                        .httpClientBuilder(http(settings));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return builder.build();
    }

    private static ClientOverrideConfiguration override(Settings.Client settings) {
        return ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .apiCallTimeout(settings.requestTimeout())
                .build();
    }

    private static SdkAsyncHttpClient.Builder<?> http(Settings.Client settings) {
        Duration timeout = settings.requestTimeout();
        Duration connect = timeout.compareTo(CONNECT_MAX) < 0 ? timeout : CONNECT_MAX;
        return NettyNioAsyncHttpClient.builder()
                .protocol(Protocol.HTTP1_1)
                .maxConcurrency(settings.connectionsMax())
                .maxPendingConnectionAcquires(Integer.MAX_VALUE) // Connection.admit sets the limit
                .connectionTimeout(connect.multipliedBy(3).dividedBy(4))
                .connectionAcquisitionTimeout(timeout.multipliedBy(3).dividedBy(4))
                .readTimeout(timeout.multipliedBy(2)) // after the time-out of the call
                .writeTimeout(timeout.multipliedBy(2))
                .tcpKeepAlive(true)
                .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(EVENT_LOOPS));
    }

    private static AwsCredentialsProvider credentials(Settings.Client settings) {
        Settings.Keys keys = settings.keys();
        if (keys != null) {
            String token = keys.sessionToken();
            return StaticCredentialsProvider.create(
                    token == null
                            ? AwsBasicCredentials.create(keys.id(), keys.secret())
                            : AwsSessionCredentials.create(keys.id(), keys.secret(), token));
        }
        DefaultCredentialsProvider.Builder chain = DefaultCredentialsProvider.builder();
        if (settings.profile() != null) {
            chain.profileName(settings.profile());
        }
        return chain.build();
    }
}
