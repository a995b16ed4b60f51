package org.entropyrepair.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The schema of the Flink Kubernetes Operator's own {@code FlinkDeployment}, with those of
 * Kubernetes for pods in it; made strict: Kubernetes drops fields it does not know, here they are
 * errors.
 */
final class KubernetesSchema {
    private static final String CRD = "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    private final JsonSchema spec;
    private final JsonSchema flinkVersion;

    private KubernetesSchema(JsonNode specSchema) {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        JsonNode strict = specSchema.deepCopy();
        makeStrict(strict);
        this.flinkVersion = factory.getSchema(strict.at("/properties/flinkVersion"));
        // Its list ends with the versions of its day; whether ours is one is no question of form.
        ((ObjectNode) strict.at("/properties/flinkVersion")).remove("enum");
        this.spec = factory.getSchema(strict);
    }

    /** As it lies in the operator's jar. */
    static KubernetesSchema ofOperator() throws IOException {
        try (InputStream in = KubernetesSchema.class.getClassLoader().getResourceAsStream(CRD)) {
            if (in == null) {
                throw new IOException(CRD + ": not on the class path");
            }
            JsonNode crd =
                    KubernetesManifests.parse(
                            new String(in.readAllBytes(), StandardCharsets.UTF_8));
            JsonNode version = crd.at("/spec/versions/0");
            if (!version.path("name").asText().equals("v1beta1")) {
                throw new IOException(CRD + ": not of version v1beta1");
            }
            return new KubernetesSchema(version.at("/schema/openAPIV3Schema/properties/spec"));
        }
    }

    /** Everything that is wrong with the {@code spec} of a deployment, one line each. */
    List<String> problems(JsonNode deploymentSpec) {
        return spec.validate(deploymentSpec).stream().map(one -> one.getMessage()).toList();
    }

    /** Whether the operator of that jar knows a version of Flink. */
    boolean knowsFlinkVersion(JsonNode version) {
        return flinkVersion.validate(version).isEmpty();
    }

    private static void makeStrict(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.path("properties").isObject()
                && !schema.has("additionalProperties")
                && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            schema.put("additionalProperties", false);
        }
        node.forEach(KubernetesSchema::makeStrict);
    }
}
