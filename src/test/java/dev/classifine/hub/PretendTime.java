package dev.classifine.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that goes by only when somebody sleeps, and then at once. */
final class PretendTime implements Waiting {

  final List<Duration> slept = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  @Override
  public synchronized void sleep(Duration time) {
    slept.add(time);
    now = now.plus(time);
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  List<Long> seconds() {
    return slept.stream().map(Duration::toSeconds).toList();
  }
}
