package dev.windsock.http;

import dev.windsock.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/** The finished objects that all instances of {@link HttpVerticle} share. Thread-safe. */
final class Door {
  final HttpOptions options;
  final Clock clock;
  final Drain drain = new Drain();
  final AtomicInteger connections = new AtomicInteger();
  final Problems problems;
  final HttpMeters meters;
  final Hits hits;
  final Turnstile turnstile;
  final Assets assets = new Assets();
  final SentimentHandler sentiment;
  final ScoreHandler score;
  final PostsHandler posts;
  final EvidenceHandler evidence;
  final HistoryHandler history;
  final SymbolsHandler symbols;
  final StateHandler state;
  final AdminHandler admin;
  final HealthHandler health;
  final MetricsHandler metrics;

  Door(HttpOptions options, Services services) {
    this.options = options;
    this.clock = services.clock();
    this.problems = new Problems(clock);
    this.meters = new HttpMeters(services.registry(), connections);
    this.turnstile =
        new Turnstile(services.clients(), options.clients(), problems, services.registry());
    AnswerResponse response = new AnswerResponse(clock);
    this.hits = new Hits(services.answers(), response, meters, clock);
    this.sentiment =
        new SentimentHandler(
            services.answers(), response, new AnswerList(response), hits, problems);
    this.score =
        new ScoreHandler(
            services.scorer(), services.directory(), options.maxPostsBytes(), problems);
    this.posts = new PostsHandler(services.bus(), clock, options.maxPostsBytes(), problems);
    this.evidence = new EvidenceHandler(services.answers(), problems);
    this.history = new HistoryHandler(services.histories(), services.answers(), clock, problems);
    this.symbols = new SymbolsHandler(services.directory());
    this.state = new StateHandler(services.bus(), problems);
    this.admin =
        new AdminHandler(services.bus(), new AdminRule(options), options.maxBodyBytes(), problems);
    this.health = new HealthHandler(drain, problems, services.health());
    this.metrics = new MetricsHandler(services.registry(), problems);
  }
}
