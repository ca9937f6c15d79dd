package dev.windsock.http;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * A network of addresses, such as {@code 10.0.0.0/8}; a single address is one of its own.
 * Immutable.
 */
final class Network {
  private final byte[] address;
  private final int bits;

  private Network(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** Null for what is no network. Never looks up a name. */
  static @Nullable Network parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    if (slash < 0) {
      return new Network(address, 8 * address.length);
    }
    String length = text.substring(slash + 1);
    if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > 8 * address.length) {
      return null;
    }
    return new Network(address, Integer.parseInt(length));
  }

  /** An address as bytes, one of IPv4 inside IPv6 as the former; null for what is none. */
  static byte @Nullable [] bytes(String text) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
    if (address == null || address.length != 16) {
      return address;
    }
    for (int i = 0; i < 12; i++) {
      if (address[i] != (i < 10 ? 0 : (byte) 0xff)) {
        return address;
      }
    }
    return new byte[] {address[12], address[13], address[14], address[15]};
  }

  boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit & 7);
      if (((address[bit >> 3] ^ other[bit >> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
