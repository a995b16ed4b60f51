/**
 * Strict YAML: text and a declared {@link org.entropyrepair.config.yaml.Shape} go in; {@link
 * org.entropyrepair.config.yaml.Located values with their places} and every {@link
 * org.entropyrepair.config.yaml.Problem} come out. Knows secrets, and nothing of what a config
 * means.
 */
@NullMarked
package org.entropyrepair.config.yaml;

import org.jspecify.annotations.NullMarked;
