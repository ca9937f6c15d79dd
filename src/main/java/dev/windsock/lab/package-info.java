/**
 * Simulated upstreams: each speaks its provider's real wire format on one HTTP server and keeps its
 * own strict count of every quota, so that it can judge whoever calls it.
 *
 * <p>{@link dev.windsock.lab.Lab} is the server: {@code http://127.0.0.1:PORT/<provider>} stands in
 * for that provider's real base URL, paths and parameters below it are the real ones. What it says
 * is a pure function of the seed, the symbol and the time ({@code Feed}): nothing is stored, every
 * reader sees the same posts, new ones keep arriving, and any cursor of the past can be resumed.
 * Each symbol's mood moves over hours and days.
 *
 * <p>Each arrival is counted per provider and credential against {@link dev.windsock.lab.Limit}s,
 * in every rolling window, exactly, and in wall-clock aligned windows besides; one too many is
 * answered in the provider's own dialect and counts as a violation in the {@link
 * dev.windsock.lab.LabReport}. An answer that a {@link dev.windsock.lab.Fault} spoilt is counted
 * all the same.
 *
 * <p>Other processes use {@code POST /_lab/fault}, {@code DELETE /_lab/fault} and {@code GET
 * /_lab/report} on the same port. The server binds to the loopback address only.
 *
 * <p>A simulator is one class that implements {@code Simulator} and one line in {@code Simulators}.
 */
@NullMarked
package dev.windsock.lab;

import org.jspecify.annotations.NullMarked;
