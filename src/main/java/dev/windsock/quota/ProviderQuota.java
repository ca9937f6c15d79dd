package dev.windsock.quota;

import dev.windsock.option.Check;
import java.util.List;

/**
 * What one provider allows one credential.
 *
 * @param windows its limits, all of which hold at once, at most 8; none for a provider without
 *     limits
 * @param fingerprint tells the credential apart without naming it, or empty for a keyless provider
 */
public record ProviderQuota(List<Window> windows, String fingerprint) {
  public ProviderQuota {
    windows = List.copyOf(windows);
    Check.range("quotas", windows.size(), 0, 8);
  }
}
