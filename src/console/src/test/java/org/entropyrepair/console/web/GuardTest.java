package org.entropyrepair.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final String TOKEN = "a-token-of-some-length";

    private final Guard loopback =
            new Guard(Set.of("127.0.0.1:8090", "localhost:8090"), TOKEN, false);
    private final Guard open = new Guard(Set.of("repairs.example.com"), TOKEN, true);
    private final Map<String, String> headers = new HashMap<>(Map.of("Host", "127.0.0.1:8090"));

    private int read(Guard guard) {
        return guard.refuse("GET", true, false, headers::get)
                .map(Guard.Refusal::status)
                .orElse(200);
    }

    private int change(Guard guard) {
        return guard.refuse("POST", true, true, headers::get)
                .map(Guard.Refusal::status)
                .orElse(200);
    }

    @Test
    void aNameThatWasMadeToLeadHereIsRefused() {
        assertThat(read(loopback)).isEqualTo(200);
        headers.put("Host", "LOCALHOST:8090");
        assertThat(read(loopback)).isEqualTo(200);
        headers.put("Host", "evil.example.com:8090");
        assertThat(read(loopback)).isEqualTo(421);
        headers.remove("Host");
        assertThat(read(loopback)).isEqualTo(421);
    }

    @Test
    void aChangeNeedsTheTokenEvenOnThisMachine() {
        headers.put("Content-Type", "application/json");
        assertThat(change(loopback)).isEqualTo(401);
        headers.put("Authorization", "Bearer another-token-altogether");
        assertThat(change(loopback)).isEqualTo(401);
        headers.put("Authorization", "Bearer ");
        assertThat(change(loopback)).isEqualTo(401);
        headers.put("Authorization", TOKEN);
        assertThat(change(loopback)).isEqualTo(401);
        headers.put("Authorization", "Bearer " + TOKEN);
        assertThat(change(loopback)).isEqualTo(200);
    }

    @Test
    void aFormOfAnotherSiteIsRefusedEvenWithTheToken() {
        headers.put("Authorization", "Bearer " + TOKEN);
        headers.put("Content-Type", "text/plain");
        assertThat(change(loopback)).isEqualTo(415);
        headers.put("Content-Type", "application/json; charset=utf-8");
        headers.put("Origin", "http://127.0.0.1:8090");
        assertThat(change(loopback)).isEqualTo(200);
        headers.put("Origin", "http://evil.example.com");
        assertThat(change(loopback)).isEqualTo(403);
        headers.put("Origin", "null");
        assertThat(change(loopback)).isEqualTo(403);
        headers.put("Origin", "http://127.0.0.1:8090");
        headers.put("Sec-Fetch-Site", "cross-site");
        assertThat(change(loopback)).isEqualTo(403);
        assertThat(read(loopback)).isEqualTo(403);
        headers.put("Sec-Fetch-Site", "same-origin");
        assertThat(change(loopback)).isEqualTo(200);
    }

    @Test
    void changesAreNeverMadeByWhatALinkOrAPictureSends() {
        headers.put("Authorization", "Bearer " + TOKEN);
        assertThat(loopback.refuse("GET", true, true, headers::get))
                .map(Guard.Refusal::status)
                .hasValue(405);
        assertThat(loopback.refuse("POST", true, false, headers::get))
                .map(Guard.Refusal::status)
                .hasValue(405);
    }

    @Test
    void whereOtherMachinesReachItReadingNeedsTheTokenButTheBarePageDoesNot() {
        headers.put("Host", "repairs.example.com");
        assertThat(read(open)).isEqualTo(401);
        assertThat(open.refuse("GET", false, false, headers::get)).isEmpty();
        headers.put("Authorization", "Bearer " + TOKEN);
        assertThat(read(open)).isEqualTo(200);
    }

    @Test
    void onlyADoorOfThisMachineAloneIsReadWithoutTheToken() {
        for (String here : List.of("127.0.0.1", "127.0.0.9", "::1")) {
            assertThat(readAt(here)).as(here).isEqualTo(200);
        }
        for (String open : List.of("0.0.0.0", "::", "10.0.0.5", "192.0.2.1")) {
            assertThat(readAt(open)).as(open).isEqualTo(401);
        }
    }

    private int readAt(String address) {
        Site.Door door =
                new Site.Door(
                        new InetSocketAddress(address, 8090),
                        List.of("repairs.example.com"),
                        TOKEN);
        headers.put("Host", "repairs.example.com");
        return read(Site.guard(door, 8090));
    }
}
