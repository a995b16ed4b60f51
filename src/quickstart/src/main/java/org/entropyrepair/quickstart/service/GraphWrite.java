package org.entropyrepair.quickstart.service;

import java.util.List;
import org.entropyrepair.core.model.Subject;

/**
 * One write of the graph, before it has a token: what it means for the cells of its edge or node.
 *
 * @param subject the edge or node
 * @param cells its constituent writes, at least one
 * @param contested whether another client writes the same edge in the same microsecond: the write
 *     after this one then gets a token of the same time
 */
public record GraphWrite(Subject subject, List<CellWrite> cells, boolean contested) {}
