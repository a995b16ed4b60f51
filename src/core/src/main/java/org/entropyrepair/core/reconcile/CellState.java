package org.entropyrepair.core.reconcile;

import java.util.List;
import org.entropyrepair.core.model.Cell;

/**
 * The pending repairs of one cell, one per target.
 *
 * @param cell the cell
 * @param repairs at most one per target; never empty in a stored state
 */
public record CellState(Cell cell, List<Repair> repairs) {}
