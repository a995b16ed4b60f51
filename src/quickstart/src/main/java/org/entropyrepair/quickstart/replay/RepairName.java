package org.entropyrepair.quickstart.replay;

import org.entropyrepair.core.model.Cell;

/**
 * Which repair.
 *
 * @param cell the cell
 * @param target the region that missed it
 */
record RepairName(Cell cell, String target) {}
