package org.entropyrepair.jobs.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives every test of this JVM the same {@link Stage} and the same {@link StoreServers}, which end
 * with the last of them.
 */
final class OneStage implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == Stage.class || type == StoreServers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        ExtensionContext.Store ofAll = test.getRoot().getStore(ExtensionContext.Namespace.GLOBAL);
        return parameter.getParameter().getType() == Stage.class
                ? ofAll.getOrComputeIfAbsent(Stage.class, made -> new Stage(), Stage.class)
                : ofAll.getOrComputeIfAbsent(
                        StoreServers.class, made -> new StoreServers(), StoreServers.class);
    }
}
