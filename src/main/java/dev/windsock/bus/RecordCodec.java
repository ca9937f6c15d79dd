package dev.windsock.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Carries one record type: as the same instance inside a process, as length-prefixed JSON between
 * nodes. Records are immutable, so sharing the instance is safe.
 */
final class RecordCodec<R extends Record> implements MessageCodec<R, R> {
  private final Class<R> type;

  RecordCodec(Class<R> type) {
    this.type = type;
  }

  @Override
  public void encodeToWire(Buffer wire, R record) {
    Buffer json = Json.write(record);
    wire.appendInt(json.length()).appendBuffer(json);
  }

  @Override
  public R decodeFromWire(int position, Buffer wire) {
    int length = wire.getInt(position);
    return Json.read(wire.getBuffer(position + 4, position + 4 + length), type);
  }

  @Override
  public R transform(R record) {
    return record;
  }

  @Override
  public String name() {
    return "windsock." + type.getSimpleName();
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
