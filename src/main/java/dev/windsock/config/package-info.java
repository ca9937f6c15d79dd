/**
 * Configuration: read, merged, checked, compared and announced.
 *
 * <p>Values come from layers, each over the one before it: the documented defaults inside the jar
 * (the same file as {@code conf/windsock.yaml}), the configuration file, the overlay of the
 * environment ({@code windsock-prod.yaml} beside it), variables ({@code WINDSOCK_HTTP_PORT}; {@code
 * WINDSOCK_REDIS_PASSWORD_FILE} for a secret kept in a file) and {@code --set key=value}. Mappings
 * merge key by key; lists are replaced whole. {@code providers.defaults} lies under every provider.
 *
 * <p>{@link dev.windsock.config.ConfigLoader} turns the layers into a {@link
 * dev.windsock.config.Config}, the records that the features brought along, by reflection over
 * their components: a feature that adds a component to its record adds its default to the file and
 * is done. All complaints are collected in one {@link dev.windsock.config.ConfigException}, each
 * with key, value, source and what is allowed; secrets are never shown.
 *
 * <p>{@link dev.windsock.config.ConfigVerticle} watches the files. A change is read, checked and
 * compared with what is in force; what cannot change live is refused by name; the rest is handed to
 * the features, all or nothing, and announced on {@code windsock.config.changed}.
 */
@NullMarked
package dev.windsock.config;

import org.jspecify.annotations.NullMarked;
