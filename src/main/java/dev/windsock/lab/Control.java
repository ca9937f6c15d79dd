package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.option.InvalidValueException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;

/**
 * The lab's own paths, for other processes: {@code POST /_lab/fault} with {@code
 * {"provider","kind","probability","count","duration_ms"}} (all but the first two optional), {@code
 * DELETE /_lab/fault?provider=} (all providers without it), {@code GET /_lab/report}.
 */
final class Control {
  static final String PREFIX = "/_lab/";

  private final Lab lab;

  Control(Lab lab) {
    this.lab = lab;
  }

  Reply answer(Ask ask) {
    try {
      return switch (ask.method() + " " + ask.path()) {
        case "POST /fault" -> arm(ask.body());
        case "DELETE /fault" -> clear(ask.param("provider"));
        case "GET /report" ->
            Reply.of(
                200,
                "application/json",
                Buffer.buffer(Json.mapper().writeValueAsBytes(lab.report())));
        default -> error(404, "no such path of the lab");
      };
    } catch (InvalidValueException invalid) {
      return error(400, String.valueOf(invalid.getMessage()));
    } catch (JsonProcessingException malformed) {
      return error(400, "the body is not JSON");
    } catch (IOException unreadable) {
      return error(400, "the body cannot be read");
    }
  }

  private Reply arm(Buffer body) throws IOException {
    JsonNode json = Json.mapper().readTree(body.getBytes());
    Fault fault = Fault.of(Fault.Kind.parse(json.path("kind").asText("")));
    if (json.hasNonNull("probability")) {
      fault = fault.chance(json.get("probability").asDouble());
    }
    if (json.hasNonNull("count")) {
      fault = fault.times(json.get("count").asInt());
    }
    if (json.hasNonNull("duration_ms")) {
      fault = fault.lasting(Duration.ofMillis(json.get("duration_ms").asLong()));
    }
    lab.fault(json.path("provider").asText(""), fault);
    return Reply.json(200, "{\"armed\":true}");
  }

  private Reply clear(String provider) {
    if (provider.isEmpty()) {
      lab.clearFaults();
    } else {
      lab.clearFaults(provider);
    }
    return Reply.json(200, "{\"armed\":false}");
  }

  private Reply error(int status, String message) {
    return Reply.of(
        status,
        "application/json",
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeStringField("error", message);
              out.writeEndObject();
            }));
  }
}
