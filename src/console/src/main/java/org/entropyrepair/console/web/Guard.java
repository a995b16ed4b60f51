package org.entropyrepair.console.web;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask for what. Pure.
 *
 * <ol>
 *   <li>The request names a host that is this console's: a page elsewhere whose name was made to
 *       lead here (DNS rebinding) is refused.
 *   <li>A browser that says the request comes from another site is refused.
 *   <li>What changes or reveals something needs the token, always, and a body of JSON, which no
 *       form of another site can send.
 *   <li>Everything but the bare page needs the token where the console can be reached from other
 *       machines.
 * </ol>
 */
public final class Guard {
    private static final String BEARER = "Bearer ";

    private final Set<String> hosts;
    private final byte[] token;
    private final boolean readsNeedToken;

    /**
     * A refusal.
     *
     * @param status of HTTP
     * @param reason one line
     */
    public record Refusal(int status, String reason) {}

    /**
     * A guard.
     *
     * @param hosts how the console may be called, {@code host:port} or {@code host}
     * @param token the secret that lets changes through
     * @param readsNeedToken whether it is needed to read, too
     */
    public Guard(Set<String> hosts, String token, boolean readsNeedToken) {
        this.hosts = Set.copyOf(hosts);
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.readsNeedToken = readsNeedToken;
    }

    /**
     * Whether a request is refused.
     *
     * @param data whether it is for more than the bare page
     * @param change whether it changes or reveals something
     * @param header the request's headers: null for what is absent
     */
    public Optional<Refusal> refuse(
            String method,
            boolean data,
            boolean change,
            Function<String, @Nullable String> header) {
        String host = header.apply("Host");
        if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
            return refusal(421, "host: " + host + " (expected: one of " + hosts + "; --host)");
        }
        if (!method.equals(change ? "POST" : "GET")) {
            return refusal(405, "method: " + method);
        }
        if ((data || change) && isOfAnotherSite(host, header)) {
            return refusal(403, "origin: another site (expected: this page)");
        }
        if (change) {
            String type = header.apply("Content-Type");
            if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
                return refusal(415, "content type: " + type + " (expected: application/json)");
            }
        }
        if ((change || (data && readsNeedToken)) && !isTokenOf(header.apply("Authorization"))) {
            return refusal(401, "token: missing or wrong (expected: the one the console printed)");
        }
        return Optional.empty();
    }

    private static boolean isOfAnotherSite(String host, Function<String, @Nullable String> header) {
        String site = header.apply("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        String origin = header.apply("Origin");
        if (origin == null) {
            return false;
        }
        try {
            return !host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException notAnOrigin) {
            return true;
        }
    }

    private boolean isTokenOf(@Nullable String authorization) {
        return authorization != null
                && authorization.startsWith(BEARER)
                && MessageDigest.isEqual(
                        token,
                        authorization.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Refusal> refusal(int status, String reason) {
        return Optional.of(new Refusal(status, reason));
    }
}
