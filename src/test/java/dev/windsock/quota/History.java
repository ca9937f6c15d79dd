package dev.windsock.quota;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One random history of instances that call one provider through one failing Redis, in virtual
 * time, before an {@link Oracle}. The same seed gives the same history.
 */
final class History {
  private static final long MILLI = 1_000_000;

  /** Clocks may run apart by one in 10,000 in the end; each of these by less than half of it. */
  private static final double MAX_DRIFT = 4e-5;

  /** An old master serves on for less than the assumed 10 s. */
  private static final int OVERLAP_MILLIS = 9_500;

  /** What happened, faults and what else the guarantee has to bear. */
  enum Event {
    FLUSH,
    EVICTION,
    EMPTY_RESTART,
    FAILOVER,
    FAILOVER_THAT_LOST_GRANTS,
    CUT,
    CUT_OF_ALL,
    ONE_WAY_CUT_REQUESTS,
    ONE_WAY_CUT_REPLIES,
    HANG,
    REDIS_CLOCK_STEP,
    WALL_CLOCK_STEP,
    INSTANCE_STOPPED,
    INSTANCE_KILLED,
    INSTANCE_ENDED,
    INSTANCE_WITHOUT_JOURNAL,
    ANSWERED_AT_ONCE,
    UNANSWERED,
    NEVER_SENT,
    REPLY_LOST,
    PERMIT_VOID,
    LONGEST_TRANSIT,
    LIMITS_CHANGED
  }

  private final Random random;
  private final ManualClock clock = new ManualClock();
  private final Oracle oracle = new Oracle();
  private final Limits limits;
  private final SimulatedRedis redis;
  private final List<Place> places = new ArrayList<>();
  private final List<Window> windows;
  private final QuotaOptions options;
  private final int instances;
  private final boolean faults;
  private final Flaw flaw;
  private Duration deadline = Duration.ZERO;
  private List<Window> others = List.of();
  private long callMillis;
  private final Map<Event, Integer> events = new EnumMap<>(Event.class);

  private History(
      Random random, boolean faults, Flaw flaw, QuotaOptions options, List<Window> windows) {
    this.random = random;
    this.faults = faults;
    this.flaw = flaw;
    this.redis = new SimulatedRedis(clock, random, faults, args -> flaw.spoil(args, windows));
    this.windows = windows;
    this.instances = options.instances();
    this.options = flaw == Flaw.INSTANCES_MISCOUNTED ? told(options) : options;
    this.limits = new Limits(instances, windows);
  }

  private static QuotaOptions told(QuotaOptions options) {
    return new QuotaOptions(
        Math.max(1, options.instances() - 1),
        options.localShare(),
        options.dataDir(),
        options.maxWaiters(),
        options.permitValidity(),
        options.transit(),
        options.clockStep());
  }

  /** Without a fault, with these options. */
  static History healthy(long seed, QuotaOptions options, Window... windows) {
    return new History(new Random(seed), false, Flaw.NONE, options, List.of(windows));
  }

  /** A history in which everything is drawn. */
  static History drawn(long seed, Flaw flaw) {
    Random random = new Random(seed);
    List<Window> windows = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      windows.add(
          new Window(2 + random.nextInt(20), Duration.ofSeconds(1 + random.nextInt(10) + 20 * i)));
    }
    QuotaOptions options =
        new QuotaOptions(
            1 + random.nextInt(4),
            random.nextInt(5) / 5.0,
            "",
            10_000,
            Duration.ofMillis(200 + random.nextInt(300)),
            Duration.ofMillis(200 + random.nextInt(1_800)),
            Duration.ofMillis(random.nextInt(500)));
    History history = new History(random, true, flaw, options, List.copyOf(windows));
    history.deadline = Duration.ofMillis(random.nextBoolean() ? 0 : 100 + random.nextInt(1_000));
    if (random.nextInt(4) == 0) {
      history.others = windows.stream().map(window -> changed(window, random)).toList();
    }
    return history;
  }

  /** A little more or less of the same: that moves budget from lane to lane, if anything does. */
  private static Window changed(Window window, Random random) {
    return new Window(Math.max(1, window.limit() + random.nextInt(9) - 4), window.window());
  }

  /** Every call is answered after so long, in a history without faults. */
  History answeredAfter(long millis) {
    callMillis = millis;
    return this;
  }

  /** Lets so many of the instances ask at such a rate for so long. */
  void run(Duration length, int busy, long meanPauseMillis) {
    ProviderQuota provider = provider(windows);
    for (int i = 0; i < instances; i++) {
      Place place =
          new Place(
              clock,
              redis,
              random,
              faults ? MAX_DRIFT : 0,
              options,
              provider,
              flaw == Flaw.JOURNAL_IGNORED);
      places.add(place);
      if (i < busy) {
        ask(place, meanPauseMillis);
      }
    }
    if (faults) {
      replicate();
      again(5_000, this::stepClocks);
      again(20_000, this::failLink);
      again(40_000, this::failInstance);
      again(40_000, this::lose);
    }
    if (!others.isEmpty()) {
      again(20_000, this::changeLimits);
    }
    clock.advance(length);
    if (redis.repliesLost() > 0) {
      count(Event.REPLY_LOST, redis.repliesLost());
    }
  }

  private ProviderQuota provider(List<Window> windows) {
    return new ProviderQuota(windows, "", deadline);
  }

  /** How long a call that was sent may be under way. */
  private long transitNanos() {
    long reset = deadline.isZero() ? 0 : deadline.toNanos() + 1_000 * MILLI;
    return Math.max(options.transit().toNanos(), reset);
  }

  private void ask(Place place, long meanPauseMillis) {
    clock.after(
        (1 + (long) (-Math.log(1 - random.nextDouble()) * meanPauseMillis)) * MILLI,
        () -> {
          place.clock().run(() -> acquire(place));
          ask(place, meanPauseMillis);
        });
  }

  private void acquire(Place place) {
    Priority priority = random.nextInt(4) == 0 ? Priority.WARMING : Priority.INTERACTIVE;
    long wait = random.nextBoolean() ? 0 : random.nextInt(3_000);
    ProcessClock process = place.clock();
    place
        .quotas()
        .acquire(new Acquire("p", 1, 1 + random.nextInt(3), priority, wait))
        .onComplete(done -> send(new Call(process, place.quotas(), done.result())));
  }

  /** What a process may do with a permit, and whom it tells. */
  private record Call(ProcessClock process, Quotas quotas, Permit permit) {
    void settle(boolean sent) {
      process.run(() -> quotas.settle(new Settle("p", permit.grant(), 1, sent)));
    }
  }

  private void send(Call call) {
    if (call.process.isEnded()) {
      return;
    }
    long sendBy = call.process.nanos() + call.permit.validMillis() * MILLI;
    for (int i = 0; i < call.permit.granted(); i++) {
      if (!faults) {
        arrive(call, callMillis * MILLI);
      } else if (random.nextInt(20) > 0) {
        int extreme = random.nextInt(4);
        double before = haste(extreme) * call.permit.validMillis() * MILLI;
        long late = flaw == Flaw.PERMIT_OVERDUE ? 3_000 * MILLI : 0;
        call.process.after(late + (long) before, () -> sent(call, sendBy, haste(extreme)));
      } else if (random.nextBoolean()) {
        call.process.after(random.nextInt(500) * MILLI, () -> call.settle(false));
        count(Event.NEVER_SENT, 1);
      }
    }
  }

  /** Which part of the time that it has a call takes: now and then none of it, or all. */
  private double haste(int extreme) {
    return extreme == 0 ? 0 : extreme == 1 ? 0.9999 : random.nextDouble();
  }

  private void sent(Call call, long sendBy, double part) {
    if (call.process.nanos() - sendBy > 0 && flaw != Flaw.PERMIT_OVERDUE) {
      count(Event.PERMIT_VOID, 1);
      call.settle(false);
      return;
    }
    if (part > 0.99) {
      count(Event.LONGEST_TRANSIT, 1);
    }
    long transit = transitNanos();
    boolean answered = random.nextInt(8) > 0;
    long back = !answered ? -1 : random.nextInt(4) == 0 ? 0 : random.nextInt(1_000) * MILLI;
    clock.after(1 + (long) (part * transit), () -> arrive(call, back));
    if (back <= 0) {
      count(answered ? Event.ANSWERED_AT_ONCE : Event.UNANSWERED, 1);
    }
    if (flaw == Flaw.SETTLED_TOO_EARLY) {
      call.settle(true);
    }
  }

  /** A call arrives, and its answer is back after so long; -1 for never. */
  private void arrive(Call call, long backNanos) {
    oracle.arrive(clock.nanos());
    if (backNanos >= 0) {
      clock.after(1 + backNanos, () -> call.settle(true));
    }
  }

  /** What the configuration allows, or the part of the shortest window that caps it. */
  private long atMost(Duration allowed, long part) {
    return windows.stream()
        .mapToLong(window -> Math.min(allowed.toNanos(), window.window().toNanos() / part))
        .min()
        .orElseThrow();
  }

  private void count(Event event, int times) {
    events.merge(event, times, Integer::sum);
  }

  private void again(int mostMillis, Runnable fault) {
    clock.after(
        (1 + random.nextInt(mostMillis)) * MILLI,
        () -> {
          fault.run();
          again(mostMillis, fault);
        });
  }

  /** Most of the time the replica is close behind, at times far. */
  private void replicate() {
    redis.replicate();
    int behind = random.nextInt(3) == 0 ? 10_000 : 300;
    clock.after((1 + random.nextInt(behind)) * MILLI, this::replicate);
  }

  private void stepClocks() {
    long step = atMost(options.clockStep(), 10);
    double side = 2 * random.nextDouble() - 1;
    double to = step * (random.nextBoolean() ? Math.signum(side) : side);
    if (random.nextBoolean()) {
      redis.stepClock((long) to / 1_000);
      count(Event.REDIS_CLOCK_STEP, 1);
    } else {
      places.get(random.nextInt(places.size())).clock().stepWall((long) to / MILLI);
      count(Event.WALL_CLOCK_STEP, 1);
    }
  }

  /** Each instance hears of other limits when it may, one long after another, and some never. */
  private void changeLimits() {
    List<Window> next = random.nextBoolean() ? windows : others;
    for (int i = 0; i < places.size(); i++) {
      int number = i;
      clock.after(
          (1 + random.nextInt(random.nextBoolean() ? 50 : 20_000)) * MILLI,
          () ->
              places
                  .get(number)
                  .reload(provider(next), () -> limits.change(number, next, clock.nanos())));
    }
    count(Event.LIMITS_CHANGED, 1);
  }

  private void failLink() {
    if (places.stream().noneMatch(Place::isUp)) {
      return;
    }
    long millis = random.nextInt(5_000);
    switch (random.nextInt(6)) {
      case 0 -> {
        redis.cut(true, millis);
        count(Event.CUT_OF_ALL, 1);
      }
      case 1, 2 -> {
        boolean requests = random.nextBoolean();
        redis.cutOneWay(requests, millis);
        count(requests ? Event.ONE_WAY_CUT_REQUESTS : Event.ONE_WAY_CUT_REPLIES, 1);
      }
      case 3 -> {
        redis.hang(millis);
        count(Event.HANG, 1);
      }
      default -> {
        redis.cut(false, millis);
        count(Event.CUT, 1);
      }
    }
  }

  private void failInstance() {
    Place place = places.get(random.nextInt(places.size()));
    if (!place.isUp()) {
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> {
        ProcessClock process = place.clock();
        process.stop();
        clock.after((1 + random.nextInt(3_000)) * MILLI, process::goOn);
        count(Event.INSTANCE_STOPPED, 1);
      }
      case 1 -> {
        end(place, false, true);
        count(Event.INSTANCE_KILLED, 1);
      }
      case 2 -> {
        end(place, true, true);
        count(Event.INSTANCE_ENDED, 1);
      }
      default -> {
        end(place, random.nextBoolean(), false);
        count(Event.INSTANCE_WITHOUT_JOURNAL, 1);
      }
    }
  }

  /** Ends a process and starts another, which has no journal unless it is one that remembers. */
  private void end(Place place, boolean clean, boolean remembering) {
    place.end(clean);
    Duration silence = Shares.of(provider(windows), options, true).quarantine();
    long away = remembering ? random.nextInt(2_000) * MILLI : silence.toNanos();
    clock.after(1 + away, () -> startAgain(place, remembering));
  }

  /** Without a journal it may only start where the others have found the ledger, or its loss. */
  private void startAgain(Place place, boolean remembering) {
    boolean alone = places.stream().noneMatch(Place::isUp);
    if (remembering || redis.hasLedger() || alone) {
      place.start(remembering || alone);
    } else {
      clock.after(100 * MILLI, () -> startAgain(place, false));
    }
  }

  /** Not between a process's start and its first reply: the assumption on a first start. */
  private void lose() {
    if (places.stream().anyMatch(Place::isUnaware)) {
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> {
        redis.flush();
        count(Event.FLUSH, 1);
      }
      case 1 -> {
        redis.evict();
        count(Event.EVICTION, 1);
      }
      case 2 -> {
        redis.restartEmpty();
        count(Event.EMPTY_RESTART, 1);
      }
      default -> {
        boolean lost = redis.failOver(random.nextInt(OVERLAP_MILLIS)) > 0;
        count(lost ? Event.FAILOVER_THAT_LOST_GRANTS : Event.FAILOVER, 1);
      }
    }
  }

  /** Calls that arrived. */
  int arrived() {
    return oracle.arrived();
  }

  Map<Event, Integer> events() {
    return events;
  }

  /** Breaches of a limit. */
  List<String> violations() {
    long guard = Shares.of(provider(windows), options, true).guard().toNanos();
    return oracle.violations(windows, (window, from, to) -> limits.most(window, from - guard, to));
  }

  @Override
  public String toString() {
    return instances + " instances, " + windows + ", " + options;
  }
}
