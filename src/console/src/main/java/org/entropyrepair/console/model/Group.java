package org.entropyrepair.console.model;

/**
 * Repairs that wait at one target in one state, for one reason, under one scope.
 *
 * @param target the region
 * @param state wire name of the state
 * @param reason why, in words; empty where the state says it all
 * @param scope name of the scope; empty if none
 */
public record Group(String target, String state, String reason, String scope) {}
