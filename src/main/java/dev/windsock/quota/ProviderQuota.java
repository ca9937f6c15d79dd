package dev.windsock.quota;

import dev.windsock.option.Check;
import java.time.Duration;
import java.util.List;

/**
 * What one provider allows one credential.
 *
 * @param windows its limits, all of which hold at once, at most 8; none for a provider without
 *     limits
 * @param fingerprint tells the credential apart without naming it, or empty for a keyless provider
 * @param deadline by when a call that was not answered is reset, from its sending on; 0 to leave it
 *     at {@link QuotaOptions#transit}
 */
public record ProviderQuota(List<Window> windows, String fingerprint, Duration deadline) {
  public ProviderQuota {
    windows = List.copyOf(windows);
    Check.range("quotas", windows.size(), 0, 8);
    Check.range("deadline", deadline, Duration.ZERO, Duration.ofMinutes(5));
  }

  /** With calls that are under way for no longer than {@link QuotaOptions#transit}. */
  public ProviderQuota(List<Window> windows, String fingerprint) {
    this(windows, fingerprint, Duration.ZERO);
  }
}
