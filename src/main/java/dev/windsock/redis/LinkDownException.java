package dev.windsock.redis;

/** Redis is not there now. Stackless and made once for each time the link goes down. */
public final class LinkDownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the reason for being down, without secrets. */
  public LinkDownException(String reason) {
    super(reason, null, false, false);
  }
}
